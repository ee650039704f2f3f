"""Locks down that each defect of practices is found alone, and that its rule names it."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from tests.unit.expectations import plant_practices
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.plant import Defect
from tests.unit.expectations.plant_practices import PRACTICES, a_practice_of_nowhere
from tests.unit.expectations.test_planted_defects import named

STOPPED_BY = {defect: rule for defect, rule in plant_practices.NAMED_BY.items() if defect is not a_practice_of_nowhere}


@pytest.mark.parametrize("defect", STOPPED_BY, ids=lambda defect: defect.__name__)
def test_a_defect_of_practices_stops_the_release_and_is_named(defect: Defect, candidate: Path, judge: Judge) -> None:
    defect(candidate)
    verdict = judge(candidate, only={STOPPED_BY[defect]})
    assert not verdict.passed
    named(verdict, STOPPED_BY[defect])


def test_a_practice_of_nowhere_is_warned_of_and_stops_nothing(candidate: Path, faultless: Path, judge: Judge) -> None:
    a_practice_of_nowhere(candidate)
    verdict = judge(candidate, unlike=faultless)
    assert verdict.passed
    (warning,) = verdict.warnings
    assert warning.name == "practices__can_be_measured"
    assert "province 99: " in warning.observed


def test_the_faultless_country_has_practices_of_every_status_that_can_be_measured(candidate: Path) -> None:
    practices = pandas.read_parquet(candidate / "restricted" / f"{PRACTICES}.parquet")
    statuses = {"compared", "no comparable area", "not measured", "no baseline", "not yet surveyed"}
    assert set(practices["status"]) == statuses
    assert practices["areas_compared"].max() > 1
