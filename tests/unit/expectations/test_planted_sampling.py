"""Locks down that its rules alone name each defect of sampling weights. A release of a sample passes, whose list of
indicators also drops households with missing answers.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from orchestration.release.verdict import Verdict
from tests.unit.expectations import plant, plant_sampling
from tests.unit.expectations.conftest import Judge
from tests.unit.expectations.country import Country, build_candidate


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "candidate"
    return build_candidate(folder, country=Country(is_weighted=True, drops_households=True))


@pytest.fixture
def sample(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "sample")


def failed_rules(verdict: Verdict) -> dict[str, str]:
    return {check.name: check.observed for check in (*verdict.critical_failures, *verdict.warnings)}


def test_a_release_of_a_sample_passes(sample: Path, judge: Judge) -> None:
    assert failed_rules(judge(sample)) == {}


def test_weights_that_sum_to_the_sample_are_warned_of(candidate: Path, judge: Judge) -> None:
    """The mean of a sample's weights is otherwise 1.25 here, and without weights nothing is asked."""
    rule = "coverage__weights_represent_more_than_the_sample"
    plant_sampling.weights_of_the_sample(candidate)
    verdict = judge(candidate, only={rule})
    assert verdict.passed
    (check,) = verdict.warnings
    assert re.fullmatch(
        r"2 of 2 rounds of a sample, for example round 2567-1: households (\d+), sum of sampling weights \1,"
        " mean weight 1",
        check.observed,
    )


@pytest.mark.parametrize("mean", [0.0002, 0.5])
def test_weights_that_are_shares_are_warned_of(mean: float, candidate: Path, judge: Judge) -> None:
    plant_sampling.weights_of_the_sample(candidate, mean)
    (check,) = judge(candidate, only={"coverage__weights_represent_more_than_the_sample"}).warnings
    assert check.observed.endswith(f"mean weight {mean}")


@pytest.mark.parametrize("defect", plant_sampling.NAMED_BY, ids=lambda defect: defect.__name__)
def test_a_planted_defect_is_named(defect: plant.Defect, sample: Path, sound: Path, judge: Judge) -> None:
    defect(sample)
    failed = failed_rules(judge(sample, unlike=sound))
    assert not [observed for observed in failed.values() if observed.startswith("could not be examined")]
    assert set(failed) == plant_sampling.NAMED_BY[defect]


def test_weights_from_nowhere_are_named(candidate: Path, faultless: Path, judge: Judge) -> None:
    plant_sampling.weights_from_nowhere(candidate)
    failed = failed_rules(judge(candidate, unlike=faultless))
    assert set(failed) == {
        "poverty__ratios_match_their_definitions",
        "poverty__nation_equals_recount",
        "poverty_breakdown__total_is_area_poverty",
    }
