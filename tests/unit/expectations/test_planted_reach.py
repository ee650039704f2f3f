"""Locks down that each defect in whom the survey reaches and in its gaps is found, and that its rule alone names it."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from tests.unit.expectations import plant_gaps, plant_reach
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import Defect
from tests.unit.expectations.test_planted_defects import named

NAMED_BY = {**plant_reach.NAMED_BY, **plant_gaps.NAMED_BY}


@pytest.mark.parametrize("defect", NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_defect_stops_the_release_and_is_named(
    defect: Defect, candidate: Path, faultless: Path, judge: Judge
) -> None:
    defect(candidate)
    verdict = judge(candidate, unlike=faultless)
    assert not verdict.passed
    rule = NAMED_BY[defect]
    named(verdict, rule)
    assert {check.name.split("__")[0] for check in verdict.critical_failures} == {rule.split("__")[0]}


def test_the_faultless_country_has_houses_of_every_kind_and_reach(candidate: Path) -> None:
    """Else a rule on them would hold of nothing."""
    areas = pandas.read_parquet(candidate / "restricted" / "area_coverage.parquet")
    nation = areas.query("area_level == 'nation'").sort_values("survey_round")
    counts = nation.filter(regex="^houses_(?!official)")
    assert (counts > 0).all(axis=None)
    assert set(areas["houses_official_difference"].dropna()) > {0}
    assert (nation["houses_never_surveyed"] < nation["houses_not_surveyed"]).tolist() == [False, True]
