"""The report of a failed test across models: its sentence, and the first rows that break the test.

These tests (dbt_project/tests/across_models) find areas and counts, which dbt keeps in a table of the test's name. Not
here: dbt's generic tests. Some of them find single households, so they report only their name.
"""

from __future__ import annotations

import dagster as dg

from orchestration.dbt_command import DBT_PROJECT
from orchestration.settings import Settings
from orchestration.warehouse import open_reader, sql_name

_SCHEMA = "failed_tests"
_ROWS_SHOWN = 3


def with_rows(result: dg.AssetCheckResult, settings: Settings, *, sentence: str | None) -> dg.AssetCheckResult:
    """The result with its sentence as description and the first broken rows as metadata `observed`, once dbt has ended.

    The result of any other test has the sentence alone, and so has a result whose rows dbt did not keep.
    """
    test = DBT_PROJECT / "tests" / "across_models" / f"{result.check_name}.sql"
    rows = first_rows(test.stem, settings) if test.exists() else None
    observed = {"observed": rows} if rows else {}
    return dg.AssetCheckResult(
        passed=result.passed,
        asset_key=result.asset_key,
        check_name=result.check_name,
        severity=result.severity,
        description=sentence,
        metadata={**(result.metadata or {}), **observed},
    )


def first_rows(test: str, settings: Settings) -> str:
    """The first rows that broke the test across models, empty if dbt did not keep any."""
    connection = open_reader(settings)
    try:
        kept = connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [_SCHEMA, test]
        )
        if kept.fetchone() is None:
            return ""
        found = connection.execute(f"select * from {_SCHEMA}.{sql_name(test)}")
        columns = [column[0] for column in found.description or ()]
        rows = found.fetchmany(_ROWS_SHOWN + 1)
    finally:
        connection.close()
    shown = [", ".join(f"{name} {value}" for name, value in zip(columns, row, strict=True)) for row in rows]
    return "; ".join([*shown[:_ROWS_SHOWN], *(["and more"] if len(shown) > _ROWS_SHOWN else [])])
