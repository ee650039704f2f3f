"""A faultless candidate, made once, and a copy of it for each test that spoils one.

What is not here: how the candidate is made (country.py), how it is spoilt (plant.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from expectations import all_rules
from expectations.audit import audit
from orchestration.release.verdict import Verdict
from tests.unit.expectations.country import build_candidate

Judge = Callable[..., Verdict]


@pytest.fixture(scope="session")
def faultless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed: tests that change a candidate take `candidate`."""
    return build_candidate(tmp_path_factory.mktemp("faultless") / "candidate")


@pytest.fixture
def candidate(faultless: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(faultless, tmp_path / "candidate"))


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Audit a candidate as the job does, with little memory. `only`: by the rules of these names, in half the time."""

    def run(candidate: Path, *, previous: Path | None = None, only: Collection[str] | None = None) -> Verdict:
        rules = [rule for rule in all_rules() if only is None or rule.name in only]
        assert only is None or {rule.name for rule in rules} == set(only)
        with monkeypatch.context() as patched:
            patched.setattr("expectations.audit.all_rules", lambda: rules)
            return audit(candidate, previous=previous, scratch=tmp_path / "scratch", memory_limit="500MB", threads=2)

    return run
