"""Accounts for every line of a CSV file that DuckDB has read: each line is in a readable row or in a rejected row.

DuckDB numbers blank lines like rows. After a quote that is never closed, DuckDB skips lines without a message. The
lines of the file are therefore counted separately, without blank lines. Not here: reading the sound rows (readers.py),
counting the lines (csv_scan.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.read.csv_scan import Lines
from orchestration.warehouse import sql_name

_CHUNK_BYTES = 1 << 20
_SHOWN = 5


def account_for_lines(
    connection: duckdb.DuckDBPyConnection, path: Path, *, lines: Lines, raw: str, rejects: str, columns: Sequence[str]
) -> None:
    """Fill `rejects` (source_row, found, expected, text) from the `reject_errors` of reading `raw`.

    Raises LandingError if the lines of the file are not those of its rows.
    """
    faults = _number(connection, "select count(*) from reject_errors")
    if not faults and lines.filled == 1 + _number(connection, f"select count(*) from {raw}"):
        return
    _describe_rejects(connection)
    rows = 1 + _number(connection, f"select (select count(*) from {raw}) + (select count(*) from rejects)")
    # Looking for line breaks in the values takes long, and nearly no file has any.
    _find_rows_of_several_lines(connection, raw, columns=columns, may_be_any=lines.filled != rows)
    source_row = "line - 1"
    if _number(connection, "select count(*) from rejects") and lines.blank:
        _count_lines_before_rejects(connection, path)
        source_row = (
            "number + readable_lines - coalesce("
            "(select sum(more_lines) from rows_of_several_lines where lines_before < readable_lines), 0)"
        )
    connection.execute(f"insert into {rejects} select {source_row}, found, expected, text from rejects order by line")
    known = rows + sum(
        _number(connection, f"select sum(more_lines) from {table}") for table in ("rejects", "rows_of_several_lines")
    )
    if lines.filled != known:
        _refuse(connection, rejects, lines=lines.filled, known=known)


def _describe_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `rejects`, one row per rejected row, however many errors it has.

    `more_lines` is the number of its lines beyond the first, unknown for a broken quote. DuckDB rejects a blank line on
    the edge of two of its buffers and skips other blank lines. The rejected one has no text and is left out.
    """
    connection.execute(
        f"""
        create or replace temp table rejects as
        select line, row_number() over (order by line) as number,
               min(line_byte_position) - 1 as starts_at,
               arg_min(error_message, column_idx) as found,
               if(bool_or(error_type = 'INVALID ENCODING'), 'a row in UTF-8', 'a row that can be read') as expected,
               trim(coalesce(any_value(csv_line), ''), chr(10) || chr(13)) as text,
               bool_or(error_type in ('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM')) as is_quote,
               if(is_quote, 0, {_line_breaks("text")}) as more_lines
        from reject_errors
        group by line
        having text <> ''
        """
    )


def _find_rows_of_several_lines(
    connection: duckdb.DuckDBPyConnection, raw: str, *, columns: Sequence[str], may_be_any: bool
) -> None:
    """Table `rows_of_several_lines`: readable rows with line breaks in values, and the lines of earlier such rows."""
    values = ", ".join(map(sql_name, columns))
    connection.execute(
        f"""
        create or replace temp table rows_of_several_lines as
        with counted as (
            select rowid as earlier_rows, {_line_breaks(f"concat_ws(',', {values})")} as more_lines
            from {raw}
            where {may_be_any}
        )
        select more_lines, earlier_rows + sum(more_lines) over (order by earlier_rows) - more_lines as lines_before
        from counted
        where more_lines > 0
        """
    )


def _count_lines_before_rejects(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Give `rejects` the number of lines that readable rows take before each: `readable_lines`."""
    starts = connection.execute("select starts_at from rejects order by line").fetchall()
    filled = list(_filled_lines(path, (start for (start,) in starts)))
    connection.execute("create or replace temp table filled as select unnest(?::bigint[]) as lines", [filled])
    connection.execute(
        """
        create or replace temp table rejects as
        select rejects.*, filled.lines - sum(1 + more_lines) over (order by line) + more_lines as readable_lines
        from rejects
        join filled on filled.rowid + 1 = number
        """
    )


def _refuse(connection: duckdb.DuckDBPyConnection, rejects: str, *, lines: int, known: int) -> None:
    broken = connection.execute(
        f"select source_row from (select row_number() over (order by source_row) as number, source_row from {rejects}) "
        f"semi join (from rejects where is_quote) using (number) order by 1 limit {_SHOWN}"
    ).fetchall()
    rows = ", ".join(str(row) for (row,) in broken) or "none found"
    raise LandingError(
        f"found {lines - 1:,} lines after the header, but {known - 1:,} lines in its rows, expected the same number; "
        f"a quote that is not closed (rows with a broken quote: {rows}) or a run of blank lines hides the limits of "
        "the lines after it: correct the file and deliver it again"
    )


def _filled_lines(path: Path, positions: Iterable[int]) -> Iterator[int]:
    """How many lines that are not blank begin before each byte position; positions ascend from 0."""
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        for position in positions:
            while chunk := file.read(max(0, min(_CHUNK_BYTES, position - file.tell()))):
                text = last + chunk.replace(b"\r", b"\n")
                while b"\n\n" in text:
                    text = text.replace(b"\n\n", b"\n")
                lines += text.count(b"\n") - text.endswith(b"\n")
                last = text[-1:]
            yield lines


def _line_breaks(text: str) -> str:
    """SQL for the number of line breaks in a text. Consecutive line breaks count once."""
    return f"len(regexp_extract_all({text}, '[\\r\\n]+'))"


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0] or 0) if row else 0
