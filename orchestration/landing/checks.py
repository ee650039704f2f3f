"""Turns a contract's columns into SQL: the condition of a fault, and the expression that lands a value.

Not here: running the SQL (batch.py), what happens to a faulty row (quarantine.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from orchestration.landing.blanks import is_blank_sql
from orchestration.landing.contract import Column
from orchestration.landing.pseudonym import pseudonym_sql
from orchestration.warehouse import sql_text

# Column of the raw rows that says what was expected of a geometry that is no sound outline; NULL of a sound one.
OUTLINE_FAULT: Final = "outline_fault"
# Characters of a geometry that a fault shows: its kind and its first point.
_GEOMETRY_SHOWN: Final = 80


@dataclass(frozen=True)
class Check:
    """Where (a condition on raw rows) a column's value is a fault, and what was expected there.

    `expected_sql` is an expression of the row, where what was expected differs from row to row. So is `found_sql`,
    where the value itself is too long to show.
    """

    column: Column
    where: str
    expected: str
    expected_sql: str | None = None
    found_sql: str | None = None


def column_checks(columns: Iterable[Column]) -> list[Check]:
    """The checks that the contract declares for each single column."""
    return [_column_check(column) for column in columns]


def _column_check(column: Column) -> Check:
    check = Check(column, fault_sql(column), expectation(column))
    if column.outline_within is None:
        return check
    expected = f"coalesce({OUTLINE_FAULT}, {sql_text(check.expected)})"
    return replace(check, expected_sql=expected, found_sql=f"left({_name(column)}, {_GEOMETRY_SHOWN})")


def nesting_checks(columns: Iterable[Column]) -> list[Check]:
    """Faults: a code that is not made of the codes that its row names, such as a subdistrict in another district."""
    named = {column.name: column for column in columns}
    return [_nesting_check(named[part], column) for column in named.values() for part in column.starts_with]


def _nesting_check(part: Column, whole: Column) -> Check:
    first = whole.own_digits + 1
    digits = f"substring({_name(whole)}, {first}, length({_name(part)}))"
    place = f"'the first ' || length({_name(part)}) || ' digits'"
    if first > 1:
        place = f"'digits {first} to ' || {whole.own_digits} + length({_name(part)})"
    sound = f"not {fault_sql(part)} and not {fault_sql(whole)}"
    return Check(
        part,
        f"{sound} and coalesce({digits} <> {_name(part)}, false)",
        f"digits of {whole.name}",
        f"{digits} || ', ' || {place} || ' of {whole.name} ' || {_name(whole)}",
    )


def fault_sql(column: Column) -> str:
    """Condition that is true where the raw text breaks the contract; never NULL."""
    value = _name(column)
    if column.required:
        broken = _broken(column, value) if column.has_rule else is_blank_sql(value)
        return f"({value} is null or {broken})"
    return f"({value} is not null and {_broken(column, value)})"


def expectation(column: Column) -> str:
    """What the contract expects, in words for the error message."""
    if column.expected:
        return column.expected
    if column.accepted_values:
        *first, last = column.accepted_values
        return f"{', '.join(first)} or {last}" if first else last
    if column.physical_type == "date":
        return f"a Gregorian date YYYY-MM-DD from {column.minimum} to {column.maximum}"
    if column.minimum is not None:
        kind = "a number" if "decimal" in column.physical_type else "a whole number"
        return f"{kind} from {column.minimum} to {column.maximum}"
    return "a value" if column.required else "text"


def landed_sql(column: Column) -> str:
    """Expression that lands the raw text: typed, pseudonymised, `nullValue` as NULL. Only for rows without fault."""
    value = f"raw.{_name(column)}"
    if column.pseudonym:
        return f"{pseudonym_sql(value)} as {column.landed_as}"
    if column.null_value is not None:
        value = f"nullif({value}, {sql_text(column.null_value)})"
    if column.physical_type != "varchar":
        value = f"cast({value} as {column.physical_type})"
    return f'{value} as "{column.landed_as}"'


def _broken(column: Column, value: str) -> str:
    if column.outline_within:
        return f"{OUTLINE_FAULT} is not null"
    if column.accepted_values:
        accepted = ", ".join(sql_text(accepted) for accepted in column.accepted_values)
        return f"{value} not in ({accepted})"
    if column.pattern:
        return f"not regexp_full_match({value}, {sql_text(column.pattern)})"
    if column.physical_type == "date":
        # A cast takes other separators and blanks too; only what it writes back the same is an ISO date.
        date = f"try_cast({value} as date)"
        bounds = f"between date '{column.minimum}' and date '{column.maximum}'"
        sound = f"coalesce(cast({date} as varchar) = {value} and {date} {bounds}, false)"
        return (
            f"not {sound}" if column.null_value is None else f"{value} <> {sql_text(column.null_value)} and not {sound}"
        )
    if column.minimum is not None:
        # A cast takes blanks, underscores and exponents too, and not every type takes the same.
        plain = "-?[0-9]+([.][0-9]+)?" if "decimal" in column.physical_type else "-?[0-9]+"
        bounds = f"between {column.minimum} and {column.maximum}"
        return f"not (regexp_full_match({value}, '{plain}') and coalesce(try_cast({value} as double) {bounds}, false))"
    return "false"


def _name(column: Column) -> str:
    return f'"{column.name}"'
