"""Mends raw values before they are judged: blanks at their ends go, and a faulty value goes where its column allows it.

Every mended value is counted. Not here: what a fault is (checks.py), rows that stay faulty (quarantine.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.blanks import has_blanks_sql, is_blank_sql, without_blanks, without_blanks_sql
from orchestration.landing.checks import expectation, fault_sql
from orchestration.landing.contract import Column
from orchestration.landing.quarantine import Fault, is_most
from orchestration.landing.read.limits import ROWS_SHOWN
from orchestration.landing.read.readers import RAW_TABLE
from orchestration.warehouse import sql_name

COLUMN_NAMES: Final = "(column names)"
_WHOLE_NUMBERS: Final = ("tinyint", "smallint", "integer", "bigint")
_ZERO_FRACTION: Final = "(-?[0-9]+)[.]0+"


@dataclass
class Mended:
    """What was mended, by column.

    `blanks` counts the values that had blanks, `fractions` the whole numbers that were written like 69.0. `dropped`
    counts the faulty values that land as NULL, of which `examples` are the first. `is_changed`: a value changed, so the
    rows are to be judged again.
    """

    blanks: dict[str, int] = field(default_factory=dict)
    fractions: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    is_changed: bool = False


def rename_columns(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Take the blanks off the names of the columns of `raw`."""
    for name in names:
        if name != without_blanks(name):
            new = sql_name(without_blanks(name))
            connection.execute(f"alter table {RAW_TABLE} rename column {sql_name(name)} to {new}")


def blanks_of_names(names: Sequence[str]) -> dict[str, int]:
    """How many names had blanks, under COLUMN_NAMES; nothing if none had."""
    count = sum(name != without_blanks(name) for name in names)
    return {COLUMN_NAMES: count} if count else {}


def blank_condition(column: Column) -> str | None:
    """Condition on a value with blanks, of a column whose own rule does not find them."""
    return _has_blanks(column) if not column.has_rule and (column.is_landed or column.required) else None


def mend(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], *, suspects: Collection[str], source_row: str
) -> Mended:
    """Mend the values of the suspects, which are columns with faults or blanks.

    Raises LandingError where more values of a column would be dropped than its contract allows.
    """
    mended = Mended()
    for column in columns:
        if column.name in suspects:
            _take_off_blanks(connection, column, mended)
            if column.physical_type in _WHOLE_NUMBERS:
                _take_off_zero_fractions(connection, column, mended)
            if column.max_dropped_share is not None:
                _drop(connection, column, mended, source_row=source_row)
    return mended


def _take_off_blanks(connection: duckdb.DuckDBPyConnection, column: Column, mended: Mended) -> None:
    """An optional value of blanks alone becomes NULL. A required one stays as it is, because it is a fault."""
    value, where = f'"{column.name}"', _has_blanks(column)
    found, with_blanks = _numbers(
        connection, f"select count(*), count(*) filter (where {value} <> '') from {RAW_TABLE} where {where}"
    )
    if found:
        text = f"nullif({without_blanks_sql(value)}, '')"
        connection.execute(f"update {RAW_TABLE} set {value} = {text} where {where}")
        mended.is_changed = True
    if with_blanks:
        mended.blanks[column.name] = with_blanks


def _take_off_zero_fractions(connection: duckdb.DuckDBPyConnection, column: Column, mended: Mended) -> None:
    """Programs that keep a column with gaps as floating point write 69 as 69.0. Another fraction is a fault."""
    value = f'"{column.name}"'
    where = f"regexp_full_match({value}, '{_ZERO_FRACTION}')"
    found, _ = _numbers(connection, f"select count(*), 0 from {RAW_TABLE} where {where}")
    if found:
        text = f"regexp_extract({value}, '{_ZERO_FRACTION}', 1)"
        connection.execute(f"update {RAW_TABLE} set {value} = {text} where {where}")
        mended.fractions[column.name] = found
        mended.is_changed = True


def _has_blanks(column: Column) -> str:
    value = f'"{column.name}"'
    if column.required:
        return f"coalesce({has_blanks_sql(value)} and not {is_blank_sql(value)}, false)"
    # A text of no length is no value; CSV has none, other kinds of files may.
    return f"coalesce({value} = '' or {has_blanks_sql(value)}, false)"


def _drop(connection: duckdb.DuckDBPyConnection, column: Column, mended: Mended, *, source_row: str) -> None:
    value, where, limit = f'"{column.name}"', fault_sql(column), column.max_dropped_share or 0.0
    count, values = _numbers(connection, f"select count(*) filter (where {where}), count({value}) from {RAW_TABLE}")
    if not count:
        return
    rows = connection.execute(
        f"select {source_row} as source_row, {value} from {RAW_TABLE} as raw where {where}"
        f" order by 1 limit {ROWS_SHOWN}"
    ).fetchall()
    examples = [str(Fault(row, column.name, found, expectation(column))) for row, found in rows]
    if count > limit * values:
        lines = "\n".join(f"  {example}" for example in (examples if count < values else examples[:1]))
        raise LandingError(
            f"{count:,} of {values:,} values of {column.name} break the contract (limit {limit:.0%} of the values)\n"
            f"{lines}\n  Correct the file and deliver it again under the same name"
            f"{'' if is_most(count, values) else ', or raise maxDroppedShare in the feed contract'}."
        )
    connection.execute(f"update {RAW_TABLE} set {value} = null where {where}")
    mended.dropped[column.name] = count
    mended.examples += examples
    mended.is_changed = True


def _numbers(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, int]:
    first, second = connection.execute(query).fetchone() or (0, 0)
    return int(first), int(second)
