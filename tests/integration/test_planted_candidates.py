"""Locks down that a candidate the job itself made is stopped when one thing in it is wrong, and that its rule names it.

That every rule can fail, and each defect alone on a small candidate, is in tests/unit/expectations.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from expectations import all_rules
from expectations.audit import audit
from orchestration.errors import ReleaseError
from orchestration.release.publish import publish_release
from orchestration.settings import Settings
from tests.conftest import PublishedRun
from tests.unit.expectations import plant

pytestmark = pytest.mark.slow

# Defects that do not hide each other lie in one candidate, so that it is audited once; each must be named.
PLANTINGS: dict[str, tuple[plant.Defect, ...]] = {
    "figures": (
        plant.children_do_not_sum,
        plant.coverage_above_one,
        plant.rate_over_all_households,
        plant.goal_14_scored_zero,
        plant.m0_is_not_h_times_a,
        plant.an_answer_changed_after_the_sums,
    ),
    "rows": (
        plant.a_lost_province,
        plant.an_indicator_missing,
        plant.an_unknown_goal,
        plant.an_area_twice,
        plant.villages_in_open,
    ),
    "privacy": (
        plant.a_house_code_in_open,
        plant.a_household_id_in_open,
        plant.a_forbidden_column_in_open,
        plant.a_name_in_restricted,
    ),
}


def waiting_in(folder: Path, candidate: Path, small_run: PublishedRun) -> Settings:
    """A data folder in which a copy of the folder waits as a candidate."""
    settings = replace(small_run.settings, data_dir=folder)
    shutil.copytree(candidate, settings.candidates / small_run.release.name)
    for path in settings.candidates.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return settings


@pytest.fixture
def waiting(small_run: PublishedRun, tmp_path: Path) -> Settings:
    """The published release waits as a candidate once more, unjudged."""
    return waiting_in(tmp_path / "data", small_run.release, small_run)


@pytest.fixture(scope="module")
def passed(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published release as a candidate that has passed its audit once more. Not to be changed."""
    settings = waiting_in(tmp_path_factory.mktemp("passed") / "data", small_run.release, small_run)
    assert judge(settings, previous=small_run.release) == set()
    return sole(settings)


@pytest.fixture
def fit(passed: Path, small_run: PublishedRun, tmp_path: Path) -> Settings:
    """A candidate that has passed waits."""
    return waiting_in(tmp_path / "data", passed, small_run)


def sole(settings: Settings) -> Path:
    (candidate,) = settings.candidates.iterdir()
    return candidate


def judge(settings: Settings, *, previous: Path | None = None) -> set[str]:
    """Names of the critical rules that failed."""
    verdict = audit(sole(settings), previous=previous, scratch=settings.scratch, memory_limit="2GB", threads=2)
    return {check.name for check in verdict.critical_failures}


@pytest.mark.parametrize("planting", PLANTINGS)
def test_each_defect_of_a_real_candidate_is_named_and_nothing_is_published(
    waiting: Settings, planting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its rule alone: a whole audit that fails is in test_bad_deliveries.py."""
    for defect in PLANTINGS[planting]:
        defect(sole(waiting))
    names = {plant.NAMED_BY[defect] for defect in PLANTINGS[planting]}
    rules = [rule for rule in all_rules() if rule.name in names]
    monkeypatch.setattr("expectations.audit.all_rules", lambda: rules)
    assert judge(waiting) == names
    with pytest.raises(ReleaseError, match="not fit for publication"):
        publish_release(waiting)
    assert not waiting.current.exists()


def test_a_candidate_without_defect_passes_again_and_is_published(fit: Settings, small_run: PublishedRun) -> None:
    assert publish_release(fit).is_new
    assert fit.current.resolve().name == small_run.release.name


def test_a_candidate_changed_after_its_audit_is_refused(fit: Settings) -> None:
    plant.goal_14_scored_zero(sole(fit))
    with pytest.raises(ReleaseError, match="its verdict belongs to another manifest"):
        publish_release(fit)
    assert not fit.current.exists()
