"""Locks down that each defect of former areas is named by its rule alone, and that a release without any passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.release.verdict import Verdict
from tests.unit.expectations import plant, plant_former
from tests.unit.expectations.conftest import Judge


def failed_rules(verdict: Verdict) -> dict[str, str]:
    return {check.name: check.observed for check in (*verdict.critical_failures, *verdict.warnings)}


@pytest.mark.parametrize("defect", plant_former.NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_planted_defect_is_named(defect: plant.Defect, candidate: Path, faultless: Path, judge: Judge) -> None:
    defect(candidate)
    failed = failed_rules(judge(candidate, unlike=faultless))
    rule = plant_former.NAMED_BY[defect]
    assert rule in failed
    assert not failed[rule].startswith("could not be examined"), failed[rule]
    assert {name for name in failed if name != rule} == set()


def test_a_release_without_former_areas_passes(candidate: Path, faultless: Path, judge: Judge) -> None:
    plant.drop_rows(candidate, "dim_area", where="valid_to is not null")
    plant.drop_rows(candidate, "area_crosswalk", where="true")
    assert failed_rules(judge(candidate, unlike=faultless)) == {}
