"""Opens one delivered file as a DuckDB table of text: every column as the source wrote it, in the source's order.

What is not here: what the text should be (landing/checks.py). A file that cannot be read raises LandingError.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.errors import LandingError

RAW_TABLE = "raw"
REJECT_TABLE = "unreadable_rows"


@dataclass(frozen=True)
class RawRows:
    """Tables left behind: `raw` (text columns, source_row from 1) and `unreadable_rows` (source_row, found)."""

    columns: tuple[str, ...]
    readable: int
    unreadable: int


def header_of(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    """Column names as the file gives them. `path` must hold no glob characters (the caller links it)."""
    if path.suffix == ".csv":
        return _csv_header(path)
    if path.suffix == ".parquet":
        query = "select name from parquet_schema(?) where coalesce(num_children, 0) = 0 order by column_id"
        return tuple(name for (name,) in connection.execute(query, [str(path)]).fetchall())
    query = f"describe select * from read_json({_quoted(path)}, format='array')"
    return tuple(row[0] for row in connection.execute(query).fetchall())


def read_raw(connection: duckdb.DuckDBPyConnection, path: Path, *, columns: Sequence[str]) -> RawRows:
    """Load the file into `raw`. `columns` are the file's own names, in its order.

    CSV rows with too few or too many values, broken quotes or bytes that are not UTF-8 go to `unreadable_rows`.
    """
    connection.execute(f"create or replace temp table {REJECT_TABLE} (source_row bigint, found varchar)")
    if path.suffix == ".csv":
        _read_csv(connection, path, columns=columns)
    else:
        reader = "read_parquet" if path.suffix == ".parquet" else "read_json"
        texts = ", ".join(f'cast("{column}" as varchar) as "{column}"' for column in columns)
        connection.execute(f"create or replace temp table {RAW_TABLE} as select {texts} from {reader}({_quoted(path)})")
    readable = _count(connection, RAW_TABLE)
    return RawRows(tuple(columns), readable, _count(connection, REJECT_TABLE))


def source_row_sql(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL for a raw row's number in its file, the first row after the header being 1."""
    if _count(connection, REJECT_TABLE) == 0:
        return "raw.rowid + 1"
    connection.execute(
        f"""
        create or replace temp table row_numbers as
        select number, row_number() over (order by number) - 1 as raw_rowid
        from range(1, (select count(*) from {RAW_TABLE}) + (select count(*) from {REJECT_TABLE}) + 1) as r(number)
        where number not in (select source_row from {REJECT_TABLE})
        """
    )
    return "(select number from row_numbers where raw_rowid = raw.rowid)"


def _csv_header(path: Path) -> tuple[str, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(next(csv.reader(file), ()))
    except UnicodeDecodeError as fault:
        raise LandingError(f"found bytes that are not UTF-8 in the header ({fault}), expected a UTF-8 file") from None


def _read_csv(connection: duckdb.DuckDBPyConnection, path: Path, *, columns: Sequence[str]) -> None:
    types = ", ".join(f"'{column}': 'varchar'" for column in columns)
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"drop table if exists {table}")
    connection.execute(
        f"""
        create or replace temp table {RAW_TABLE} as
        select * from read_csv(
            {_quoted(path)}, columns = {{{types}}}, header = true, auto_detect = false,
            delim = ',', quote = '"', escape = '"', nullstr = '', strict_mode = true, store_rejects = true
        )
        """
    )
    connection.execute(
        f"insert into {REJECT_TABLE} select line - 1, any_value(error_message) from reject_errors group by line"
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
