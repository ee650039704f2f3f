"""Locks down that the queries and programs of docs/tools.md run on a release of today and find rows."""

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
    page = (PROJECT_ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)


def test_the_query_of_the_page_finds_rows(small_run: PublishedRun) -> None:
    (query,) = snippets("sql")
    with duckdb.connect(str(small_run.release / OPEN / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.sql(query).fetchall()


@pytest.mark.parametrize("code", snippets("python"), ids=lambda code: re.findall(r"^import (\w+)", code, re.M)[0])
def test_a_program_of_the_page_prints_rows(small_run: PublishedRun, code: str) -> None:
    assert CURRENT in code
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code.replace(CURRENT, str(small_run.release)), {})
    assert len(printed.getvalue().splitlines()) > 2
