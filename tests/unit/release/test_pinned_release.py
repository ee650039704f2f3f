"""Locks down that a program that follows README's advice reads one release, whatever is published meanwhile."""

from __future__ import annotations

import ast
import contextlib
import re
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pytest

from orchestration.names import OPEN
from orchestration.release.publish import publish_release
from orchestration.settings import PROJECT_ROOT, Settings
from tests.unit.release.by_hand_release import (
    DATABASE,
    PASSED,
    change_manifest,
    described_table,
    judge,
    settings_of,
    waiting,
    write_table,
)

CURRENT = "data/published/current"
FIRST, SECOND, THIRD = (f"2024010{day}T000000Z-aaaaaaaa" for day in (1, 2, 3))
TABLES = ("dim_area", "area_poverty")


def publish(settings: Settings, name: str) -> None:
    """A release whose tables say which release they are of."""
    candidate = waiting(settings, name)
    for table in TABLES:
        write_table(candidate, f"{OPEN}/{table}.parquet", f"select '{name}' as release_id")
    more = tuple(described_table(candidate, OPEN, table) for table in TABLES)
    change_manifest(candidate, lambda manifest: manifest.model_copy(update={"tables": (*manifest.tables, *more)}))
    judge(candidate, PASSED)
    publish_release(settings)


def recipe() -> tuple[str, str]:
    """The code of README in two parts: what follows the link, and what reads the files."""
    readme = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    snippets = re.findall(r"^```python\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    (code,) = (snippet for snippet in snippets if f'Path("{CURRENT}").resolve()' in snippet)
    *first, last = ast.parse(code).body
    return "\n".join(map(ast.unparse, first)), ast.unparse(last)


def followed(settings: Settings, *meanwhile: str) -> set[str]:
    """The releases that the program of README has read, where these are published after it has followed the link."""
    follow, read = recipe()
    names: dict[str, Any] = {}
    with contextlib.chdir(settings.data_dir.parent):
        exec(follow, names)
        for name in meanwhile:
            publish(settings, name)
        exec(read, names)
    return {*names["areas"]["release_id"], *names["poverty"]["release_id"]}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_of(tmp_path / "data", keep=2)
    publish(settings, FIRST)
    return settings


def test_two_reads_through_the_link_may_be_of_two_releases(settings: Settings) -> None:
    areas = pandas.read_parquet(settings.current / OPEN / "dim_area.parquet")
    publish(settings, SECOND)
    poverty = pandas.read_parquet(settings.current / OPEN / "area_poverty.parquet")
    assert {*areas["release_id"], *poverty["release_id"]} == {FIRST, SECOND}


def test_the_program_of_the_readme_reads_one_release_while_another_is_published(settings: Settings) -> None:
    assert followed(settings) == {FIRST}
    assert followed(settings, SECOND) == {FIRST}


def test_with_two_releases_kept_a_second_publication_takes_the_folder_away(settings: Settings) -> None:
    with pytest.raises(FileNotFoundError):
        followed(settings, SECOND, THIRD)


def test_the_one_database_stays_readable_once_it_is_open(settings: Settings) -> None:
    with duckdb.connect(str(settings.current / DATABASE), read_only=True) as connection:
        publish(settings, SECOND)
        publish(settings, THIRD)
        assert connection.sql("select release_id from release").fetchone() == (FIRST,)
