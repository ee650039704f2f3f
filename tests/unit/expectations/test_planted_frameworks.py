"""Locks down that its rules alone name each defect of the lists of indicators. A release with rounds of two lists
passes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.release.verdict import Verdict
from tests.unit.expectations import plant, plant_frameworks
from tests.unit.expectations.conftest import Judge


@pytest.fixture(scope="module")
def sound(faultless: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = shutil.copytree(faultless, tmp_path_factory.mktemp("lists") / "under_two_lists")
    plant_frameworks.under_two_lists(copy)
    return copy


@pytest.fixture
def under_two_lists(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "under_two_lists")


def failed_rules(verdict: Verdict) -> dict[str, str]:
    return {check.name: check.observed for check in (*verdict.critical_failures, *verdict.warnings)}


def test_a_release_under_two_lists_passes(under_two_lists: Path, faultless: Path, judge: Judge) -> None:
    assert failed_rules(judge(under_two_lists, unlike=faultless)) == {}


@pytest.mark.parametrize("defect", plant_frameworks.NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_planted_defect_is_named(defect: plant.Defect, candidate: Path, faultless: Path, judge: Judge) -> None:
    defect(candidate)
    failed = failed_rules(judge(candidate, unlike=faultless))
    assert not [observed for observed in failed.values() if observed.startswith("could not be examined")]
    assert set(failed) == plant_frameworks.NAMED_BY[defect]


@pytest.mark.parametrize("defect", plant_frameworks.NAMED_OF_TWO_BY, ids=lambda defect: defect.__name__)
def test_a_defect_of_one_of_two_lists_is_named(
    defect: plant.Defect, under_two_lists: Path, sound: Path, judge: Judge
) -> None:
    defect(under_two_lists)
    failed = failed_rules(judge(under_two_lists, unlike=sound))
    assert not [observed for observed in failed.values() if observed.startswith("could not be examined")]
    assert set(failed) == plant_frameworks.NAMED_OF_TWO_BY[defect]
