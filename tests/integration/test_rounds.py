"""Locks down how deliveries grow: one round alone, one province of a second round, three rounds. The register grows and
a feed comes later.

What is not here: late households of a round that is there (test_promises.py).
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas
import pytest

from orchestration.published.lists import AREA_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.manifest import read_manifest
from orchestration.release.verdict import Verdict, read_verdict
from tests.conftest import FEW_PROVINCES, Warehouse, read_table
from tests.integration.delivered import read_inbox

pytestmark = pytest.mark.slow

# Feeds that a first delivery may lack.
LATER_FEEDS = ("case_follow_up", "local_administrations", "village_local_administration", "pledges", "practices")
FIRST, SECOND, THIRD = "2566-1", "2567-1", "2568-1"
SOME_PROVINCE = "24"
# Of the houses: more than the coverage rate of a closed round may fall by, less than the register may grow by.
NEW_HOUSES = 0.08

LOST = "coverage__no_province_was_lost"
WAIVERS = f"""
waivers:
  - rule: {LOST}
    areas: ["{SOME_PROVINCE}"]
    why: the province is delivered later
    who: statistician
    until: {{until}}
"""


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """What the sources have, of which parts are delivered. Nothing is built here."""
    made = Warehouse(tmp_path_factory.mktemp("country"), provinces=FEW_PROVINCES)
    made.receive_few_areas()
    made.receive_country()
    return made


@pytest.fixture(scope="module")
def warehouse(country: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """After its first delivery. The tests of this module deliver one after the other, in their order."""
    made = Warehouse(tmp_path_factory.mktemp("rounds"), provinces=FEW_PROVINCES)
    source, inbox = country.settings.inbox, made.settings.inbox
    shutil.copytree(source, inbox, ignore=shutil.ignore_patterns("household_survey", *LATER_FEEDS))
    shutil.copytree(source / "household_survey" / FIRST, inbox / "household_survey" / FIRST)
    leave_out_new_houses(country, inbox)
    code, printed = made.run("run")
    assert code == 0, printed
    return made


def leave_out_new_houses(country: Warehouse, inbox: Path) -> None:
    """The register without houses that nobody was surveyed in, as it was before they were built."""
    surveyed = set(read_inbox(country, "household_survey")["house_code"])
    for file in sorted((inbox / "house_registry").rglob("*.csv")):
        houses = pandas.read_csv(file, dtype="str", keep_default_na=False)
        is_home = (houses["house_kind"] == "residential") & (houses["register_type"] != "central")
        unsurveyed = houses[is_home & ~houses["house_code"].isin(surveyed)]
        province = houses["village_code"].str[:2]
        most = province.map(NEW_HOUSES * province.value_counts())
        new = unsurveyed.groupby(province).cumcount() < most.loc[unsurveyed.index]
        houses.drop(index=unsurveyed.index[new]).to_csv(file, index=False)


def deliver_some_province(country: Warehouse, inbox: Path) -> None:
    """Of each file of the second round the households of one province, under the name of the file."""
    houses = read_inbox(country, "house_registry")
    there = set(houses[houses["village_code"].str[:2] == SOME_PROVINCE]["house_code"])
    for file in sorted((country.settings.inbox / "household_survey" / SECOND).rglob("*.csv")):
        rows = pandas.read_csv(file, dtype="str", keep_default_na=False)
        if any(found := rows["house_code"].isin(there)):
            place = inbox / file.relative_to(country.settings.inbox)
            place.parent.mkdir(parents=True, exist_ok=True)
            rows[found].to_csv(place, index=False)


def verdict_of(warehouse: Warehouse) -> Verdict:
    verdict = read_verdict(warehouse.release)
    assert verdict.passed
    assert {check.subject for check in verdict.warnings} <= {"indicators"}, verdict.warnings
    return verdict


def causes(verdict: Verdict) -> set[str | None]:
    return {check.not_examined for check in verdict.not_examined}


def nation(warehouse: Warehouse) -> pandas.DataFrame:
    coverage = read_table(warehouse.release, "area_coverage")
    return coverage[coverage["area_level"] == "nation"].set_index("survey_round")


def test_one_round_is_published_and_what_needs_another_is_not_examined(warehouse: Warehouse) -> None:
    verdict = verdict_of(warehouse)
    assert verdict.warnings == ()
    assert {"no previous release", "no earlier round", "no local_administrations delivered"} <= causes(verdict)
    for table in AREA_TABLES:
        is_of_changes = TABLES[table].rounds == "later"
        assert read_table(warehouse.release, table)["survey_round"].nunique() <= (0 if is_of_changes else 1)


def test_a_second_round_of_one_province_beside_a_grown_register_and_a_late_feed_is_published(
    warehouse: Warehouse, country: Warehouse
) -> None:
    before, source = nation(warehouse), country.settings.inbox
    inbox = warehouse.settings.inbox
    shutil.copytree(source / "house_registry", inbox / "house_registry", dirs_exist_ok=True)
    deliver_some_province(country, inbox)
    until = datetime.now(UTC).date() + timedelta(days=30)
    warehouse.settings.waivers_file.write_text(WAIVERS.format(until=until), encoding="utf-8")
    for feed in ("local_administrations", "village_local_administration", "pledges"):
        shutil.copytree(source / feed, inbox / feed)
    code, printed = warehouse.run("run")
    assert code == 0, printed
    assert f"waiver without a failure, {LOST}: for area 24 until" in printed
    assert [waiver.rule for waiver in read_manifest(warehouse.release).waivers] == [LOST]
    found = causes(verdict_of(warehouse))
    assert not {"no previous release", "no earlier round", "no local_administrations delivered"} & found
    assert "no case_follow_up delivered" in found
    after = nation(warehouse)
    assert after.loc[FIRST, "houses_surveyed"] == before.loc[FIRST, "houses_surveyed"]
    assert after.loc[FIRST, "coverage_rate"] < before.loc[FIRST, "coverage_rate"] - 0.05
    coverage = read_table(warehouse.release, "area_coverage").query("area_level == 'province'")
    reached = coverage[(coverage["survey_round"] == SECOND) & (coverage["households_surveyed"] > 0)]
    assert set(reached["area_code"]) == {SOME_PROVINCE}
    assert set(read_table(warehouse.release, "area_indicator_change", "restricted")["survey_round"]) == {SECOND}
    assert read_table(warehouse.release, "area_indicator_change").empty, "flows of a provisional round are not drawn"


@pytest.mark.soak
def test_three_rounds_are_published(warehouse: Warehouse, country: Warehouse) -> None:
    source, inbox = country.settings.inbox / "household_survey", warehouse.settings.inbox / "household_survey"
    shutil.copytree(source / SECOND, inbox / SECOND, dirs_exist_ok=True)
    for file in sorted((source / SECOND).rglob("*.csv")):
        rows = pandas.read_csv(file, dtype="str", keep_default_na=False)
        years = rows["surveyed_on"].str[:4].astype(int) + 1
        later = years.astype(str) + rows["surveyed_on"].str[4:].str.replace("-02-29", "-02-28")
        place = inbox / THIRD / file.relative_to(source / SECOND)
        place.parent.mkdir(parents=True, exist_ok=True)
        rows.assign(survey_round=THIRD, surveyed_on=later).to_csv(place, index=False)
    code, printed = warehouse.run("run")
    assert code == 0, printed
    verdict_of(warehouse)
    changes = read_table(warehouse.release, "area_indicator_change", "restricted")
    assert set(changes["survey_round"]) == {SECOND, THIRD}
