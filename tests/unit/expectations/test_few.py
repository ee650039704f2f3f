"""Locks down that no number of the open zone escapes the rules on few households and houses."""

from __future__ import annotations

import pytest
import yaml

from expectations.suites.privacy.few import REACHED
from orchestration.names import OPEN
from orchestration.published.lists import COMPARED_TABLES
from orchestration.published.tables import TABLES
from orchestration.settings import PROJECT_ROOT

# Numbers that count neither a household nor a visit: what the register or an official list counts, codes and settings.
NOBODY = {
    *("houses_registered", "houses_residential", "houses_institutional", "houses_government", "houses_temple"),
    *("houses_mosque", "houses_other_religious", "houses_health_station", "houses_school", "houses_other"),
    *("houses_municipal", "houses_rural", "houses_settlement_unknown", "houses_official", "houses_official_difference"),
    *("goal", "indicators_mapped", "cutoff_k", "weight", "years_between", "years_left"),
}
# Numbers that the nation alone has.
OF_THE_NATION = {"households_unmatched", "teams_unlocated"}
# What was never surveyed of the houses of a row that is there: rows of few houses are left out.
OF_ROWS_OF_ENOUGH = {"coverage_gap": {"houses_never_surveyed", "ranked_among"}}


def numbers(table: str) -> set[str]:
    """The columns of the open table that are numbers, by its contract with readers."""
    text = (PROJECT_ROOT / f"data/contracts/published/{table}.yaml").read_text(encoding="utf-8")
    contract = next(part for part in yaml.safe_load_all(text) if part["id"] == f"published.{OPEN}.{table}")
    properties = contract["schema"][0]["properties"]
    return {each["name"] for each in properties if each["physicalType"].startswith(("bigint", "int", "double", "dec"))}


@pytest.mark.parametrize("table", COMPARED_TABLES)
def test_a_number_of_the_open_zone_is_protected_or_counts_nobody(table: str) -> None:
    part = TABLES[table].open
    assert part is not None
    protected = {*part.perturbed, *part.own, *part.withheld, *OF_ROWS_OF_ENOUGH.get(table, ())}
    assert numbers(table) - protected - set(REACHED.get(table, ())) - NOBODY - OF_THE_NATION == set()


def test_what_is_withheld_of_few_houses_is_what_the_rule_looks_at() -> None:
    withheld = {
        table: set(part.withheld)
        for table in COMPARED_TABLES
        if TABLES[table].daily and (part := TABLES[table].open) and part.withheld
    }
    assert {table: set(figures) for table, figures in REACHED.items() if table != "coverage_gap"} == withheld
