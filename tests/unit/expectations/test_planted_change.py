"""Locks down that each defect of the progress between rounds stops the release alone, and that its rules name it."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from tests.unit.expectations import plant_change
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import Defect


@pytest.mark.parametrize("defect", plant_change.DEFECTS, ids=lambda defect: defect.__name__)
def test_a_defect_of_the_change_stops_the_release_and_is_named(defect: Defect, candidate: Path, judge: Judge) -> None:
    defect(candidate)
    rules = plant_change.NAMED_BY[defect]
    verdict = judge(candidate, only=rules)
    assert not verdict.passed
    failed = {check.name: check.observed for check in (*verdict.critical_failures, *verdict.warnings)}
    for rule in rules:
        assert rule in failed, f"{rule} did not fail, but {sorted(failed)} did"
        assert not failed[rule].startswith("could not be examined"), failed[rule]


@pytest.mark.parametrize("table", ["area_indicator_change", "area_goal_change"])
def test_the_faultless_country_has_households_in_every_flow(table: str, candidate: Path) -> None:
    nation = pandas.read_parquet(candidate / "restricted" / f"{table}.parquet").query("area_level == 'nation'")
    flows = nation.filter(regex="^households_(?!boundary)")
    assert (flows.sum() > 0).all(), flows.sum().to_dict()
