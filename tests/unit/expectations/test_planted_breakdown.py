"""Locks down that each defect of the indicators by kind of household stops the release alone, and is named."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from tests.unit.expectations import plant_breakdown
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import Defect
from tests.unit.expectations.test_planted_defects import named


@pytest.mark.parametrize("defect", plant_breakdown.NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_defect_of_the_breakdown_stops_the_release_and_is_named(
    defect: Defect, candidate: Path, judge: Judge
) -> None:
    defect(candidate)
    verdict = judge(candidate, only={plant_breakdown.NAMED_BY[defect]})
    assert not verdict.passed
    named(verdict, plant_breakdown.NAMED_BY[defect])


def test_the_faultless_country_has_households_of_every_kind_and_status(candidate: Path) -> None:
    """Else a rule on them would hold of nothing."""
    rows = pandas.read_parquet(candidate / "restricted" / f"{plant_breakdown.BREAKDOWN_TABLE}.parquet")
    nation = rows.query("area_level == 'nation'")
    failing = nation.groupby(["disaggregation", "category"])["households_failing"].sum()
    assert (len(failing), failing.min() > 0) == (17, True)
    assert set(rows["disaggregation_status"]) == {"available", "partly_available", "not_available"}
