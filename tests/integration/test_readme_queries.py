"""Locks down that the queries of README.md run on a release of today, find rows, and show figures of `make run`."""

from __future__ import annotations

import contextlib
import io
import re

import duckdb
import pytest

from orchestration.names import OPEN
from orchestration.settings import PROJECT_ROOT
from tests.conftest import PublishedRun

pytestmark = pytest.mark.slow

CURRENT = "data/published/current"


def snippets(language: str) -> list[str]:
    readme = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("query", snippets("sql"), ids=lambda query: re.findall(r"from (\S+)", query)[0].split("/")[-1])
def test_a_query_of_the_readme_finds_rows(published_run: PublishedRun, query: str) -> None:
    release = published_run.release
    with duckdb.connect(str(release / OPEN / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.sql(query.replace(CURRENT, str(release))).fetchall()


@pytest.mark.soak
def test_the_queries_of_the_readme_show_figures_of_the_country_of_make_run(whole_run: PublishedRun) -> None:
    release = whole_run.release
    with duckdb.connect(str(release / OPEN / "warehouse.duckdb"), read_only=True) as connection:
        shown = {query: connection.sql(query.replace(CURRENT, str(release))).fetchall() for query in snippets("sql")}
    assert {query: len(rows) for query, rows in shown.items()} == dict.fromkeys(shown, 10)
    assert [row for rows in shown.values() for row in rows if None in row or 0 in row] == []


def test_the_python_of_the_readme_prints_the_goals_of_a_district(published_run: PublishedRun) -> None:
    code, _ = snippets("python")  # the other one is read in tests/unit/release/test_pinned_release.py
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code.replace(CURRENT, str(published_run.release)), {})
    assert len(printed.getvalue().splitlines()) == 1 + 17
