"""The report of a failed test across models (dbt_project/tests): its sentence, and the first rows that break the test.

These tests find areas and counts. Not here: dbt's generic tests. Some of them find single households, so they report
only their name.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.dbt_command import DBT_PROJECT, dbt_target
from orchestration.settings import Settings
from orchestration.warehouse import open_reader

_ROWS_SHOWN = 3


def with_rows(result: dg.AssetCheckResult, settings: Settings, *, sentence: str | None) -> dg.AssetCheckResult:
    """The result with its sentence as description and the first broken rows as metadata `observed`, once dbt has ended.

    The result of any other test has the sentence alone, and so has a result whose query dbt did not write.
    """
    test = DBT_PROJECT / "tests" / f"{result.check_name}.sql"
    query = next(dbt_target(settings).glob(f"compiled/*/tests/{test.name}"), None)
    observed = {"observed": _first_rows(query, settings)} if test.exists() and query else {}
    return dg.AssetCheckResult(
        passed=result.passed,
        asset_key=result.asset_key,
        check_name=result.check_name,
        severity=result.severity,
        description=sentence,
        metadata={**(result.metadata or {}), **observed},
    )


def _first_rows(query: Path, settings: Settings) -> str:
    connection = open_reader(settings)
    try:
        found = connection.execute(query.read_text(encoding="utf-8"))
        columns = [column[0] for column in found.description or ()]
        rows = found.fetchmany(_ROWS_SHOWN + 1)
    finally:
        connection.close()
    shown = [", ".join(f"{name} {value}" for name, value in zip(columns, row, strict=True)) for row in rows]
    return "; ".join([*shown[:_ROWS_SHOWN], *(["and more"] if len(shown) > _ROWS_SHOWN else [])])
