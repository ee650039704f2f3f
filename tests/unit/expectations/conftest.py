"""A faultless candidate, made once, and a copy of it for each test that spoils one.

What is not here: how the candidate is made (country.py), how it is spoilt (plant.py), which rules a change can touch
(reading.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest

from expectations import Rule, all_rules
from expectations.audit import audit
from orchestration.release.verdict import Verdict
from tests.conftest import made_once
from tests.unit.expectations.country import Country, build_candidate
from tests.unit.expectations.reading import MadeOf, changed_tables, read_recounts, touched_rules

Judge = Callable[..., Verdict]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that audits a candidate of its own takes seconds."""
    for item in items:
        if "judge" in getattr(item, "fixturenames", ()) and item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def faultless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by whichever test process asks first. Not to be changed: tests that change a candidate take `candidate`."""

    def make(folder: Path) -> None:
        build_candidate(folder / "candidate")

    return made_once(tmp_path_factory, "faultless", make) / "candidate"


@pytest.fixture(scope="session")
def populous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A faultless candidate of which the open zone shows every area but villages. Not to be changed."""

    def make(folder: Path) -> None:
        build_candidate(folder / "candidate", country=Country(houses=90, districts=4))

    return made_once(tmp_path_factory, "populous", make) / "candidate"


@pytest.fixture
def candidate(faultless: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(faultless, tmp_path / "candidate"))


@pytest.fixture(scope="session")
def recounts(faultless: Path, tmp_path_factory: pytest.TempPathFactory) -> MadeOf:
    """What each recount of the audit is made of."""
    return read_recounts(faultless, scratch=tmp_path_factory.mktemp("reading"))


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recounts: MadeOf) -> Judge:
    """Audit a candidate as the job does, with little memory.

    `only`: by the rules of these names. `unlike`: by those that read a table which differs from that sound candidate's;
    the others hold as they did there. Either way pages of Data Docs are written only if asked for by `has_pages`.
    """

    def run(
        candidate: Path,
        *,
        previous: Path | None = None,
        only: Collection[str] | None = None,
        unlike: Path | None = None,
        has_pages: bool = False,
    ) -> Verdict:
        rules: Sequence[Rule] = all_rules()
        if only is not None:
            rules = [rule for rule in rules if rule.name in only]
            assert {rule.name for rule in rules} == set(only)
        if unlike is not None:
            rules = touched_rules(rules, changed_tables(candidate, unlike), recounts)
        with monkeypatch.context() as patched:
            patched.setattr("expectations.audit.all_rules", lambda: rules)
            if rules != all_rules() and not has_pages:
                _leave_pages_out(patched)
            return audit(candidate, previous=previous, scratch=tmp_path / "scratch", memory_limit="500MB", threads=2)

    return run


def _leave_pages_out(patched: pytest.MonkeyPatch) -> None:
    from great_expectations.data_context import EphemeralDataContext

    patched.setattr(EphemeralDataContext, "build_data_docs", lambda *_, **__: {})
