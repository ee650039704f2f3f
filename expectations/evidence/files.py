"""Recounts of the release as files: what the manifest lists, what lies there, what the open database holds.

What is not here: checksums (verified when a release is read back at publication), what the tables say (areas.py,
facts.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from expectations.evidence.recount import Candidate, Recount, columns, name, text, views
from expectations.rule import view
from orchestration.names import CASE_FOLLOW_UP, HOUSE_REGISTRY, HOUSEHOLD_SURVEY, OPEN, RESTRICTED, ZONES
from orchestration.published.lists import PARQUET_ALONE, PUBLISHED_TABLES
from orchestration.release.manifest import ReleasedTable
from orchestration.release.verdict import is_record
from orchestration.warehouse import parquet_rows

# Feed -> the table whose rows name the batch they came with.
BATCH_TABLES: Final = {
    HOUSE_REGISTRY: "fct_house",
    HOUSEHOLD_SURVEY: "fct_household",
    CASE_FOLLOW_UP: "fct_case",
}
OPEN_DATABASE = f"{OPEN}/warehouse.duckdb"


def _manifest(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    manifest = candidate.manifest
    connection.execute("create table audit__manifest (release_id varchar, is_synthetic boolean)")
    insert(connection, "audit__manifest", [(manifest.release_id, manifest.is_synthetic)])


def _files(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    listed = {file.path: file.bytes for file in candidate.manifest.files()}
    lying = {
        path.relative_to(candidate.folder).as_posix()
        for zone in ZONES
        for path in (candidate.folder / zone).rglob("*")
        if path.is_file() or path.is_symlink()
        if not is_record(path.relative_to(candidate.folder))
    }
    rows = [
        (path, listed.get(path), _size(candidate.folder, path), path in listed) for path in sorted(lying | set(listed))
    ]
    connection.execute(
        "create table audit__file (path varchar, bytes_listed bigint, bytes_found bigint, is_listed boolean)"
    )
    insert(connection, "audit__file", rows)


def _size(candidate: Path, path: str) -> int | None:
    """None for a file that is not there, or whose path leads out of the release."""
    file = (candidate / path).resolve()
    return file.stat().st_size if file.is_file() and file.is_relative_to(candidate.resolve()) else None


def _batches(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """Rows by batch: those that landed according to the manifest, and those that name the batch."""
    listed = [
        (BATCH_TABLES[batch["feed"]], batch["batch_id"], batch["rows_landed"])
        for batch in candidate.manifest.source_batches
        if batch["feed"] in BATCH_TABLES
    ]
    connection.execute("create temp table listed_batch (table_name varchar, batch_id varchar, rows_landed bigint)")
    insert(connection, "listed_batch", listed)
    found = " union all by name ".join(
        f"select '{table}' as table_name, batch_id, count(*) as rows_found from {view(RESTRICTED, table)} group by all"
        for table in BATCH_TABLES.values()
    )
    connection.execute(
        f"""
        create table audit__batch as
        select table_name, batch_id, rows_landed, coalesce(rows_found, 0) as rows_found
        from listed_batch full join ({found}) using (table_name, batch_id)
        """
    )


def _tables(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    found = {table: connection.execute(f"select count(*) from {name(table)}").fetchone() for table in views(connection)}
    listed = {(entry.zone, entry.table): entry.rows for entry in candidate.manifest.tables}
    published = {(zone, table) for table, zones in PUBLISHED_TABLES.items() for zone in zones}
    rows = [
        (*key, key in published, key in listed, listed.get(key), (found.get(view(*key)) or (None,))[0])
        for key in sorted(published | set(listed))
    ]
    connection.execute(
        "create table audit__table (zone varchar, table_name varchar, is_published boolean, is_listed boolean,"
        " rows_listed bigint, rows_found bigint)"
    )
    insert(connection, "audit__table", rows)


def _columns(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    readable = set(views(connection))
    rows = []
    for entry in candidate.manifest.tables:
        table = view(entry.zone, entry.table)
        found = columns(connection, f"select * from {_as_written(candidate, entry)}") if table in readable else {}
        rows += [
            (entry.zone, entry.table, column, entry.columns.get(column), found.get(column))
            for column in {**entry.columns, **found}
        ]
    connection.execute(
        "create table audit__column (zone varchar, table_name varchar, column_name varchar,"
        " type_listed varchar, type_found varchar)"
    )
    insert(connection, "audit__column", rows)


def _database(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """Rows and fingerprint of each open table, as Parquet and in the database: equal contents give equal figures."""
    connection.execute(
        "create table audit__database_table (table_name varchar, parquet_rows bigint, database_rows bigint,"
        " parquet_fingerprint hugeint, database_fingerprint hugeint)"
    )
    with attached(connection, candidate):
        held = {row[0] for row in connection.execute(_HELD_TABLES).fetchall()}
        readable = set(views(connection))
        parquet = {
            entry.table: _as_written(candidate, entry)
            for entry in candidate.manifest.tables
            if entry.zone == OPEN and view(OPEN, entry.table) in readable
        }
        rows = []
        for table in sorted(held | (set(parquet) - PARQUET_ALONE)):
            in_parquet = _fingerprint(connection, parquet[table]) if table in parquet else (None, None)
            in_database = _fingerprint(connection, f"open_database.{name(table)}") if table in held else (None, None)
            rows.append((table, in_parquet[0], in_database[0], in_parquet[1], in_database[1]))
    insert(connection, "audit__database_table", rows)


def _database_columns(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    with attached(connection, candidate):
        connection.execute(
            "create table audit__database_column as select table_name, column_name from duckdb_columns()"
            " where database_name = 'open_database' and not internal"
        )


_HELD_TABLES = """
    select table_name from duckdb_tables() where database_name = 'open_database'
    union all
    select view_name from duckdb_views() where database_name = 'open_database' and not internal
"""


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> Iterator[None]:
    """The release's open database under the name `open_database`, for as long as it is read."""
    path = text(str((candidate.folder / OPEN_DATABASE).absolute()))
    connection.execute(f"attach {path} as open_database (read_only)")
    try:
        yield
    finally:
        connection.execute("detach open_database")


def _as_written(candidate: Candidate, entry: ReleasedTable) -> str:
    """The rows of the files themselves, for a FROM clause: the views have decimals in place of some doubles."""
    return parquet_rows(*(candidate.folder / file.path for file in entry.files))


def _fingerprint(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[Any, ...]:
    """The sum of the rows' hashes: the order of rows does not count, every value and a row's repetition do."""
    values = ", ".join(name(column) for column in sorted(columns(connection, f"select * from {table}")))
    row = connection.execute(f"select count(*), sum(cast(hash({values}) as hugeint)) from {table}").fetchone()
    return row or (None, None)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """All rows in one statement: each statement is a transaction, and written to disk before the next."""
    if rows:
        marks = ", ".join(f"({', '.join('?' for _ in row)})" for row in rows)
        connection.execute(f"insert into {table} values {marks}", [value for row in rows for value in row])


RECOUNTS: dict[str, Recount] = {
    "audit__manifest": _manifest,
    "audit__file": _files,
    "audit__table": _tables,
    "audit__batch": _batches,
    "audit__column": _columns,
    "audit__database_table": _database,
    "audit__database_column": _database_columns,
}
