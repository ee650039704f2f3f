"""A small country in which everything comes together that the engines might see differently.

Two lists of indicators, a sample with weights and clusters, missing answers, three rounds, former codes, cases.
The third round did not reach one village.
"""

from __future__ import annotations

from pathlib import Path

import pandas

from tests.conftest import Warehouse
from tests.integration.elsewhere import draw_clusters, give_weights
from tests.integration.test_two_frameworks import LISTS, leave_answers_out, write_lists

SECOND, THIRD = "2567-1", "2568-1"
# Bueng Kan was a part of Nong Khai, and the last district of Chiang Mai a part of another. Songkhla is far from them.
PROVINCES = ("38", "43", "50", "90")


def receive_mixed_country(warehouse: Warehouse) -> None:
    inbox = warehouse.settings.inbox
    warehouse.receive_few_areas()
    write_lists(inbox, LISTS.values())
    warehouse.receive_country()
    leave_answers_out(inbox)
    add_third_round(inbox)
    leave_a_village_out(inbox)
    give_weights(inbox)
    draw_clusters(inbox)
    warehouse.declare_final()


def add_third_round(inbox: Path) -> None:
    """The households of the second round a year later. Every tenth answer is the other one."""
    source = inbox / "household_survey"
    for file in sorted((source / SECOND).rglob("*.csv")):
        rows = pandas.read_csv(file, dtype="str", keep_default_na=False)
        later = (rows["surveyed_on"].str[:4].astype(int) + 1).astype(str) + rows["surveyed_on"].str[4:]
        rows = rows.assign(survey_round=THIRD, surveyed_on=later.str.replace("-02-29", "-02-28"))
        for number, code in enumerate(LISTS[SECOND].codes):
            others = rows.index[number::10]
            rows.loc[others, code] = rows.loc[others, code].replace({"0": "1", "1": "0"})
        place = source / THIRD / file.relative_to(source / SECOND)
        place.parent.mkdir(parents=True, exist_ok=True)
        rows.to_csv(place, index=False)


def leave_a_village_out(inbox: Path) -> None:
    """The third round loses the households of the village of its first house."""
    registers = [
        pandas.read_csv(file, dtype="str", usecols=["house_code", "village_code"])
        for file in sorted((inbox / "house_registry").rglob("*.csv"))
    ]
    village_of = pandas.concat(registers).drop_duplicates("house_code").set_index("house_code")["village_code"]
    surveyed = {
        file: pandas.read_csv(file, dtype="str", keep_default_na=False)
        for file in sorted((inbox / "household_survey" / THIRD).rglob("*.csv"))
    }
    villages = {file: rows["house_code"].map(village_of) for file, rows in surveyed.items()}
    left_out = next(village for each in villages.values() for village in each.dropna())
    for file, rows in surveyed.items():
        rows[villages[file] != left_out].to_csv(file, index=False)
