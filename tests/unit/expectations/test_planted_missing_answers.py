"""Locks down that its rules alone name each defect of missing answers. A release with missing answers passes,
whether its list of indicators drops their households or not.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.release.verdict import Verdict
from tests.unit.expectations import plant, plant_missing_answers
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.country import Country, build_candidate


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drops") / "candidate"
    return build_candidate(folder, country=Country(drops_households=True))


@pytest.fixture
def dropping(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "dropping")


def failed_rules(verdict: Verdict) -> dict[str, str]:
    return {check.name: check.observed for check in (*verdict.critical_failures, *verdict.warnings)}


def test_a_release_that_drops_households_passes(dropping: Path, faultless: Path, judge: Judge) -> None:
    assert failed_rules(judge(dropping, unlike=faultless)) == {}


@pytest.mark.parametrize("defect", plant_missing_answers.NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_planted_defect_is_named(defect: plant.Defect, dropping: Path, sound: Path, judge: Judge) -> None:
    defect(dropping)
    failed = failed_rules(judge(dropping, unlike=sound))
    assert not [observed for observed in failed.values() if observed.startswith("could not be examined")]
    assert set(failed) == plant_missing_answers.NAMED_BY[defect]


def test_households_kept_against_the_rule_are_named(candidate: Path, faultless: Path, judge: Judge) -> None:
    plant_missing_answers.households_kept_against_the_rule(candidate)
    failed = failed_rules(judge(candidate, unlike=faultless))
    assert set(failed) == {"poverty__the_rule_says_who_is_dropped"}
    assert "households with missing answers" in failed["poverty__the_rule_says_who_is_dropped"]
