"""Opens one delivered file as a DuckDB table of text: every column as the source wrote it, in the source's order.

A file that cannot be read raises LandingError. Not here: what the text should be (landing/checks.py), the lines of a
CSV file outside its rows (csv_lines.py).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.read.csv_lines import account_for_lines
from orchestration.landing.read.csv_scan import look_through, refuse_many_faulty_rows
from orchestration.landing.read.geojson import geojson_header, geojson_rows
from orchestration.landing.read.limits import (
    COLUMNS,
    JSON_BYTES,
    LINE_BYTES,
    PARQUET_BYTES,
    PARQUET_BYTES_PER_BYTE,
    PARQUET_ROWS,
    PARQUET_ROWS_PER_BYTE,
)
from orchestration.warehouse import literal_path, sql_name, sql_text

# What may be between values in place of a comma -> its name.
_DELIMITERS: Final = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# First bytes of a file -> what it is.
_OTHER_KINDS: Final = {
    b"PK\x03\x04": "an Excel workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
    b"\xff\xfe": "text in UTF-16 or UTF-32",
    b"\xfe\xff": "text in UTF-16 or UTF-32",
}
RAW_TABLE = "raw"
REJECT_TABLE = "unreadable_rows"


@dataclass(frozen=True)
class RawRows:
    """The tables of a reading: `raw` (text columns), `unreadable_rows` (source_row from 1, found, expected, text)."""

    columns: tuple[str, ...]
    readable: int
    unreadable: int


def header_of(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    """Column names as the file gives them. Raises LandingError for more names than any feed may have."""
    columns = _names(connection, path)
    if len(columns) > COLUMNS:
        raise LandingError(
            f"found {len(columns):,} columns, expected at most {COLUMNS:,}; correct the file and deliver it again"
        )
    return columns


def _names(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    if path.suffix == ".csv":
        return _csv_header(path)
    if path.suffix == ".parquet":
        query = "select name from parquet_schema(?) where coalesce(num_children, 0) = 0 order by column_id"
        return tuple(name for (name,) in connection.execute(query, [literal_path(path)]).fetchall())
    if path.suffix == ".geojson":
        return geojson_header(connection, path)
    return _json_header(connection, path)


def read_raw(connection: duckdb.DuckDBPyConnection, path: Path, *, columns: Sequence[str]) -> RawRows:
    """Load the file into `raw`. `columns` are the file's own names, in its order.

    CSV rows with too few or too many values, broken quotes or bytes that are not UTF-8 go to `unreadable_rows`.
    Raises LandingError if a broken quote swallows other rows.
    """
    connection.execute(
        f"create or replace temp table {REJECT_TABLE} "
        "(source_row bigint, found varchar, expected varchar, text varchar)"
    )
    if path.suffix == ".csv":
        _read_csv(connection, path, columns=columns)
    elif path.suffix == ".parquet":
        _refuse_bomb(connection, path)
        texts = ", ".join(f"cast({sql_name(column)} as varchar) as {sql_name(column)}" for column in columns)
        _load(connection, f"select {texts} from read_parquet({_file(path)}, hive_partitioning = false)")
    elif path.suffix == ".geojson":
        _load(connection, geojson_rows(tuple(columns)))
    else:
        # Declared as texts: a guessed column of numbers and texts would keep the quotes of its texts.
        options = f"format = 'array', hive_partitioning = false, columns = {_struct(columns)}"
        _load(connection, f"from read_json({_file(path)}, {options})")
    return RawRows(tuple(columns), _count(connection, RAW_TABLE), _count(connection, REJECT_TABLE))


def source_row_sql(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL for a raw row's number in its file: 1 for the first row after the header. Blank lines are not rows."""
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
    _refuse_other_kind(path)
    # Python decodes far more than the header: bytes that are not UTF-8 pass here and are looked for in the names alone.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        try:
            first_lines = iter(lambda: file.readline(LINE_BYTES), "")
            names = tuple(next(csv.reader(first_lines, strict=True), ()))
        except csv.Error as fault:
            raise LandingError(
                f"found a header that cannot be read ({fault}), expected column names with every quote closed; "
                "correct the file and deliver it again"
            ) from None
    if any("\0" in name or not _is_utf_8(name) for name in names):
        raise LandingError(
            "found bytes that are not UTF-8 in the header, expected a UTF-8 file; save it as UTF-8 and deliver it again"
        )
    if len(names) == 1 and (others := [each for each in _DELIMITERS if each in names[0]]):
        raise LandingError(
            f"found {_DELIMITERS[others[0]]} between the names of the columns, expected commas; save it with commas "
            "and deliver it again"
        )
    return names


def _refuse_other_kind(path: Path) -> None:
    """Say what a file is that only bears the name of a CSV file."""
    with path.open("rb") as file:
        start = file.read(8)
    for mark, kind in _OTHER_KINDS.items():
        if start.startswith(mark):
            raise LandingError(f"found {kind}, expected CSV in UTF-8; save it as CSV UTF-8 and deliver it again")


def _is_utf_8(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _refuse_bomb(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse a small file of endless rows. Its footer says how many there are."""
    file = literal_path(path)
    rows = connection.execute("select num_rows from parquet_file_metadata(?)", [file]).fetchone() or (0,)
    unpacked = connection.execute("select sum(total_uncompressed_size) from parquet_metadata(?)", [file]).fetchone()
    size, unpacked_bytes = path.stat().st_size, int(unpacked[0] or 0) if unpacked else 0
    if rows[0] > PARQUET_ROWS + PARQUET_ROWS_PER_BYTE * size:
        found = f"{rows[0]:,} rows"
    elif unpacked_bytes > PARQUET_BYTES + PARQUET_BYTES_PER_BYTE * size:
        found = f"{unpacked_bytes:,} bytes of values"
    else:
        return
    raise LandingError(f"found {found} in a file of {size:,} bytes, expected rows of a source; deliver it again")


def _json_header(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    if (size := path.stat().st_size) > JSON_BYTES:
        raise LandingError(
            f"found {size:,} bytes of JSON, expected at most {JSON_BYTES:,}; deliver the rows in several files"
        )
    rows = f"read_json({_file(path)}, format = 'array', hive_partitioning = false, sample_size = -1)"
    columns = tuple(row[0] for row in connection.execute(f"describe from {rows}").fetchall())
    # DuckDB's name for the only column of a list that holds no objects.
    if columns == ("json",) and not connection.execute(f"select 1 from {rows} limit 1").fetchall():
        raise LandingError("found an empty list and no rows, expected rows; deliver it again")
    return columns


def _read_csv(connection: duckdb.DuckDBPyConnection, path: Path, *, columns: Sequence[str]) -> None:
    """Read as if every row were sound. Where one is not, read again and keep what cannot be read."""
    lines = look_through(path, columns=len(columns))
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"drop table if exists {table}")
    try:
        _load(connection, _csv_rows(path, columns))
        if lines.filled == 1 + _count(connection, RAW_TABLE):
            return
    except duckdb.InvalidInputException as fault:  # DuckDB ends at the first row that it cannot read.
        if "state machine reached an invalid state" in str(fault):
            raise LandingError(
                "found line ends of several kinds, such as CR CR LF, or CR beside LF; expected one kind; a program "
                "wrote line ends twice, or parts of two files are in one: save it anew and deliver it again"
            ) from None
        refuse_many_faulty_rows(path, columns=len(columns), lines=lines)
    _load(connection, _csv_rows(path, columns, more=", store_rejects = true"))
    account_for_lines(connection, path, lines=lines, raw=RAW_TABLE, rejects=REJECT_TABLE, columns=columns)


def _csv_rows(path: Path, columns: Sequence[str], *, more: str = "") -> str:
    return f"""
        from read_csv(
            {_file(path)}, columns = {_struct(columns)}, header = true, auto_detect = false, hive_partitioning = false,
            delim = ',', quote = '"', escape = '"', nullstr = '', strict_mode = true{more}
        )
        """


def _load(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    connection.execute(f"create or replace temp table {RAW_TABLE} as {rows}")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _struct(columns: Sequence[str]) -> str:
    return "{" + ", ".join(f"{sql_text(column)}: 'varchar'" for column in columns) + "}"


def _file(path: Path) -> str:
    return sql_text(literal_path(path))
