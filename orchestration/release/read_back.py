"""Reads a release as a stranger would: a fresh process that knows only the manifest and decodes every column.

Run as `python -m orchestration.release.read_back <release folder>`; ends with 1 and a line per fault. Not here: whether
the figures make sense (expectations/).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.errors import ReleaseError
from orchestration.names import OPEN
from orchestration.published.lists import PARQUET_ALONE
from orchestration.release.manifest import ReleasedFile, ReleasedTable, read_manifest
from orchestration.warehouse import count_and_digest, literal_path, parquet_rows, sql_text


def faults_of(release: Path) -> list[str]:
    """Every difference between the manifest and what can be read. Paths are relative to the release.

    Raises ReleaseError if there is no manifest to compare with.
    """
    manifest = read_manifest(release)
    faults: list[str] = []
    listed = {batch["batch_id"] for batch in manifest.source_batches}
    for table in manifest.tables:
        with _examination(f"{table.zone}/{table.table}: cannot be read", release, faults) as connection:
            faults += _table_faults(connection, release, table)
            faults += _batch_faults(connection, release, table, listed=listed)
    in_database = {
        table.table: table for table in manifest.tables if table.zone == OPEN and table.table not in PARQUET_ALONE
    }
    for database in manifest.databases:
        faults += _database_faults(release, database, in_database)
    return faults


@contextmanager
def _examination(what_failed: str, release: Path, faults: list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Turn DuckDB's refusal into a fault among others.

    Each examination has a connection of its own, because DuckDB may refuse every query on a connection after an error.
    """
    try:
        with duckdb.connect() as connection:
            yield connection
    except duckdb.Error as fault:
        faults.append(f"{what_failed} ({_first_line(fault, release)})")


def _table_faults(connection: duckdb.DuckDBPyConnection, release: Path, table: ReleasedTable) -> list[str]:
    name = f"{table.zone}/{table.table}"
    faults = [
        f"{name}: found columns {columns}, the manifest says {table.columns}"
        for columns in (_columns(connection, parquet_rows(release / file.path)) for file in table.files)
        if list(columns.items()) != list(table.columns.items())
    ]
    if faults:
        return faults
    rows, digest = count_and_digest(connection, _rows(release, table))
    if rows != table.rows:
        return [f"{name}: found {rows} rows, the manifest says {table.rows}"]
    if digest != table.rows_digest:
        return [f"{name}: found cells with digest {digest}, the manifest says {table.rows_digest}"]
    return []


def _batch_faults(
    connection: duckdb.DuckDBPyConnection, release: Path, table: ReleasedTable, *, listed: set[str]
) -> list[str]:
    """Batches that rows name and the manifest does not list."""
    if "batch_id" not in table.columns:
        return []
    named = connection.execute(f"select distinct batch_id from {_rows(release, table)} order by all").fetchall()
    return [
        f"{table.zone}/{table.table}: found rows of batch {batch_id}, which the manifest does not list"
        for (batch_id,) in named
        if batch_id not in listed
    ]


def _database_faults(release: Path, database: ReleasedFile, expected: dict[str, ReleasedTable]) -> list[str]:
    """The database must hold the open tables that belong into it, cell by cell."""
    faults: list[str] = []
    found: set[str] = set()
    with _examination(f"{database.path}: cannot be read", release, faults) as connection:
        _attach(connection, release / database.path)
        tables = "select table_name from duckdb_tables() where database_name = 'released'"
        found = {row[0] for row in connection.execute(tables).fetchall()}
        if found != set(expected):
            faults.append(f"{database.path}: found tables {sorted(found)}, expected {sorted(expected)}")
    for name in sorted(found & set(expected)):
        table = f"{database.path}: table {name}"
        with _examination(f"{table} cannot be compared with its Parquet file", release, faults) as connection:
            _attach(connection, release / database.path)
            faults += [f"{table} {fault}" for fault in _copy_faults(connection, release, expected[name])]
    return faults


def _attach(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    connection.execute(f"attach {sql_text(database)} as released (read_only)")


def _copy_faults(connection: duckdb.DuckDBPyConnection, release: Path, table: ReleasedTable) -> list[str]:
    """How the database's copy of a table differs: in names and types, or else in any cell or number of rows."""
    copy = f'released.main."{table.table}"'
    columns = _columns(connection, copy)
    if list(columns.items()) != list(table.columns.items()):
        return [f"has columns {columns}, the manifest says {table.columns}"]
    row = connection.execute(
        f"""
        with compared as (
            select whole_row, 1 as surplus from {copy} as whole_row
            union all
            select whole_row, -1 as surplus from {_rows(release, table)} as whole_row
        )
        select count(*) from (select whole_row from compared group by whole_row having sum(surplus) <> 0)
        """
    ).fetchone()
    return [] if row == (0,) else ["differs from its Parquet file"]


def _columns(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, str]:
    relation = connection.sql(f"select * from {rows}")
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def _rows(release: Path, table: ReleasedTable) -> str:
    return parquet_rows(*(release / file.path for file in table.files))


def _first_line(fault: duckdb.Error, release: Path) -> str:
    line = str(fault).partition("\n")[0]
    for folder in (str(release.absolute()), literal_path(release)):
        line = line.replace(f"{folder}/", "")
    return line


def main() -> int:
    try:
        faults = faults_of(Path(sys.argv[1]))
    except ReleaseError as fault:
        faults = [str(fault)]
    for line in faults:
        print(line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
