"""Locks down that the name of the code changes with every file that decides what a release holds, and with no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.code_version import code_version

DECIDING = (
    "orchestration/release/candidate.py",
    "expectations/suites/coverage/__init__.py",
    "expectations/suites/coverage/coverage__no_round_was_lost.sql",
    "dbt_project/dbt_project.yml",
    "dbt_project/models/marts/areas/dim_area.sql",
    "dbt_project/macros/keys.sql",
    "dbt_project/seeds/provinces.csv",
    "data/contracts/feeds/geography.yaml",
)
OTHERS = ("README.md", "dbt_project/target/manifest.json", "orchestration/__pycache__/names.py", "tests/conftest.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (*DECIDING, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", DECIDING)
def test_a_file_that_decides_what_a_release_holds_is_in_the_name(project: Path, name: str) -> None:
    before = code_version(project)
    (project / name).write_text("changed", encoding="utf-8")
    assert code_version(project) != before
    assert before.startswith("1.2.3+")


@pytest.mark.parametrize("name", OTHERS)
def test_another_file_is_not(project: Path, name: str) -> None:
    before = code_version(project)
    (project / name).write_text("changed", encoding="utf-8")
    assert code_version(project) == before
