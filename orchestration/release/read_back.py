"""Reads a release as a stranger would: a fresh process that knows only the manifest and decodes every column.

Run as `python -m orchestration.release.read_back <release folder>`; ends with 1 and a line per fault.
What is not here: whether the figures make sense (expectations/).
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from orchestration.names import OPEN
from orchestration.release.vocabulary import Manifest, ReleasedTable, read_manifest
from orchestration.warehouse import sql_text


def faults_of(release: Path) -> list[str]:
    """Every difference between the manifest and what can be read. Paths are relative to the release."""
    manifest = read_manifest(release)
    connection = duckdb.connect()
    faults: list[str] = []
    for table in manifest.tables:
        try:
            faults += _table_faults(connection, release, table)
        except duckdb.Error as fault:
            faults.append(f"{table.zone}/{table.table}: cannot be read ({str(fault).splitlines()[0]})")
    return faults + _database_faults(connection, release, manifest)


def _table_faults(connection: duckdb.DuckDBPyConnection, release: Path, table: ReleasedTable) -> list[str]:
    relation = connection.sql(f"select * from {_files(release, table)}")
    columns = dict(zip(relation.columns, map(str, relation.types), strict=True))
    name = f"{table.zone}/{table.table}"
    if columns != table.columns:
        return [f"{name}: found columns {columns}, the manifest says {table.columns}"]
    values = ", ".join(f'count("{column}")' for column in columns)
    row = connection.execute(f"select count(*), {values} from {_files(release, table)}").fetchone()
    if row is None or row[0] != table.rows:
        return [f"{name}: found {row[0] if row else 0} rows, the manifest says {table.rows}"]
    return []


def _database_faults(connection: duckdb.DuckDBPyConnection, release: Path, manifest: Manifest) -> list[str]:
    """The database must hold the open tables, cell by cell."""
    faults: list[str] = []
    for database in manifest.databases:
        connection.execute(f"attach {sql_text(release / database.path)} as released (read_only)")
        found = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
        expected = {table.table: table for table in manifest.tables if table.zone == OPEN}
        if found != set(expected):
            faults.append(f"{database.path}: found tables {sorted(found)}, expected {sorted(expected)}")
        for name in sorted(found & set(expected)):
            if not _same(connection, f'released."{name}"', _files(release, expected[name])):
                faults.append(f"{database.path}: table {name} differs from its Parquet file")
        connection.execute("detach released")
    return faults


def _same(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> bool:
    row = connection.execute(
        f"select (select count(*) from (from {left} except all from {right})) "
        f"+ (select count(*) from (from {right} except all from {left}))"
    ).fetchone()
    return row == (0,)


def _files(release: Path, table: ReleasedTable) -> str:
    files = ", ".join(sql_text(release / file.path) for file in table.files)
    return f"read_parquet([{files}])"


def main() -> int:
    faults = faults_of(Path(sys.argv[1]))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
