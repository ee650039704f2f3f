"""Compares the tables of a release with the yardstick's, cell by cell: same columns, types and rows, nothing rounded.

Tables are compared by sums of row hashes, which are the same in any order; only where these differ, rows are looked
for. What is not here: writing either side (orchestration, yardstick.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.published.lists import FACT_TABLES, PUBLISHED_TABLES, YARDSTICK_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.manifest import read_manifest
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, sql_text

_SHOWN = 3


@dataclass(frozen=True)
class TableComparison:
    """One table of one zone. `differences` says in words what differs; none means that every cell is the same."""

    zone: str
    table: str
    rows: int
    differences: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.zone}/{self.table}: " + "\n  ".join(self.differences or ("no cell differs",))


def compare_tables(settings: Settings, *, release: Path, yardstick: Path) -> list[TableComparison]:
    """Compare every table that the yardstick computes too, in each of its zones. `yardstick`: folder of both zones."""
    manifest = read_manifest(release)
    connection = open_memory(settings)
    try:
        return [
            compare_files(
                connection,
                table,
                zone=zone,
                job=[release / file.path for file in manifest.table(zone, table).files],
                yardstick=yardstick / zone / f"{table}.parquet",
            )
            for table in YARDSTICK_TABLES
            for zone in PUBLISHED_TABLES[table]
        ]
    finally:
        connection.close()


def compare_files(
    connection: duckdb.DuckDBPyConnection, table: str, *, zone: str, job: Sequence[Path], yardstick: Path
) -> TableComparison:
    """Compare one published table: the job's Parquet files with the yardstick's one, which may be missing."""
    files = ", ".join(map(sql_text, job))
    connection.execute(f"create or replace temp view job as from read_parquet([{files}])")
    digest = _digest(connection, "job")
    if not yardstick.exists():
        return TableComparison(zone, table, digest[0], ("the yardstick does not write this table",))
    connection.execute(f"create or replace temp view yardstick as from read_parquet({sql_text(yardstick)})")
    differences = tuple(_column_differences(connection))
    if not differences and digest != _digest(connection, "yardstick"):
        differences = tuple(_row_differences(connection, table))
    return TableComparison(zone, table, digest[0], differences)


def _column_differences(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    job, yardstick = _columns(connection, "job"), _columns(connection, "yardstick")
    for name in {**job, **yardstick}:
        if job.get(name) != yardstick.get(name):
            yield f"column {name}: job {job.get(name, 'has none')}, yardstick {yardstick.get(name, 'has none')}"
    if set(job) == set(yardstick) and list(job) != list(yardstick):
        yield f"columns are in another order: job {', '.join(job)}; yardstick {', '.join(yardstick)}"


def _columns(connection: duckdb.DuckDBPyConnection, side: str) -> dict[str, str]:
    return {name: kind for name, kind, *_ in connection.execute(f"describe {side}").fetchall()}


def _digest(connection: duckdb.DuckDBPyConnection, side: str) -> tuple[int, int | None, int | None]:
    """Rows, and two sums of independent 64-bit hashes of whole rows (NULL of no rows)."""
    query = f"select count(*), sum(hash(*columns(*))), sum(hash('other', *columns(*))) from {side}"
    ((rows, hashes, other_hashes),) = connection.execute(query).fetchall()
    return rows, hashes, other_hashes


def _row_differences(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    connection.execute(
        """
        create or replace temp table differing as
        select row_hash, sum(rows) as rows from (
            select hash(*columns(*)) as row_hash, 1 as rows from job
            union all
            select hash(*columns(*)) as row_hash, -1 as rows from yardstick
        ) group by row_hash having sum(rows) <> 0
        """
    )
    ((only_job, only_yardstick),) = connection.execute(
        "select coalesce(sum(rows) filter (rows > 0), 0), coalesce(-sum(rows) filter (rows < 0), 0) from differing"
    ).fetchall()
    yield f"{only_job:,} rows are in the job's table only, {only_yardstick:,} in the yardstick's only"
    yield from _examples(connection, table)


def _examples(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """The first few keys in order, with the cells that differ. Of a fact only the names of its columns."""
    key = TABLES[table].key
    for side in ("job", "yardstick"):
        # Rows as one value: of a row that is missing on one side, a join then makes NULL, not a row of NULLs.
        connection.execute(
            f"create or replace temp table {side}_differing as "
            f"select distinct cells from (select {side} as cells, hash(*columns(*)) as row_hash from {side}) "
            "semi join differing using (row_hash)"
        )
    matches = " and ".join(f"job.cells.{name} is not distinct from yardstick.cells.{name}" for name in key)
    order = ", ".join(f"coalesce(job.cells.{name}, yardstick.cells.{name})" for name in key)
    rows = connection.execute(
        "select job.cells, yardstick.cells from job_differing as job "
        f"full join yardstick_differing as yardstick on {matches} order by {order} limit {_SHOWN}"
    ).fetchall()
    for job, yardstick in rows:
        there = job or yardstick
        place = ", ".join(f"{name} {there[name]}" for name in key)
        yield f"{place}: {_cells(job, yardstick, with_values=table not in FACT_TABLES)}"


def _cells(job: dict[str, Any] | None, yardstick: dict[str, Any] | None, *, with_values: bool) -> str:
    if job is None or yardstick is None:
        return f"only in the {'job' if job else 'yardstick'}"
    differing = [name for name in job if job[name] != yardstick[name]]
    if not differing:
        return "the same row, more often on one side than on the other"
    if not with_values:
        return ", ".join(differing) + " differs"
    return "; ".join(f"{name} job {job[name]!r}, yardstick {yardstick[name]!r}" for name in differing)
