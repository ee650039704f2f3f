"""Keeps the whole rows that break their contract, with the reason, and words the error.

The files hold identifiers as the source wrote them, so the folder is for its owner only. Not here: finding the faults
(batch.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.landing.blanks import visible
from orchestration.landing.read.readers import RAW_TABLE, REJECT_TABLE
from orchestration.warehouse import sql_text
from orchestration.zones import private

FAULTS_TABLE = "faults"
_SHOWN = 5
# As many digits as the shortest identifier has, together or in groups: an identifier may be in a wrong column.
_PERHAPS_AN_IDENTIFIER = re.compile(r"\d(?:[- ]?\d){10}")


@dataclass(frozen=True)
class Fault:
    """One value that breaks the contract. `found` has its digits hidden if it is, or could be, an identifier."""

    source_row: int
    column: str
    found: str | None
    expected: str

    def __str__(self) -> str:
        found = "nothing" if self.found is None else visible(self.found)
        return f"row {self.source_row} column {self.column}: found {found}, expected {self.expected}"


def hide_digits(found: str | None) -> str | None:
    """The shape of an identifier: enough to see the fault, too little to identify anyone."""
    return None if found is None else re.sub(r"\d", "9", found) + " (digits hidden)"


def without_identifier(found: str | None, *, is_identifier: bool = False) -> str | None:
    """The value as a message shows it, without the digits of what is, or may be, an identifier."""
    may_be = is_identifier or (found is not None and _PERHAPS_AN_IDENTIFIER.search(found) is not None)
    return hide_digits(found) if may_be and found else found


def write_quarantine(
    connection: duckdb.DuckDBPyConnection, *, folder: Path, batch_id: str, source_file: str, source_row: str
) -> Path:
    """Write the faults with their whole rows to <folder>/<batch_id>.parquet and return the path.

    `row` is a JSON object of the row's columns, or a JSON text where the columns cannot be separated. `source_row` is
    the SQL of a raw row's number in its file.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{batch_id}.parquet"
    part = path.with_suffix(".part")
    connection.execute(
        f"""
        copy (
            select {sql_text(source_file)} as source_file, faults.source_row, faults.column_name, faults.found,
                   faults.expected, coalesce(to_json({REJECT_TABLE}.text), to_json(raw)) as row
            from {FAULTS_TABLE} as faults
            left join {REJECT_TABLE} on {REJECT_TABLE}.source_row = faults.source_row
            left join {RAW_TABLE} as raw on {source_row} = faults.source_row
            order by faults.source_row, faults.column_name
        ) to {sql_text(part)} (format parquet)
        """
    )
    private(part)
    part.replace(path)
    return path


def first_faults(connection: duckdb.DuckDBPyConnection) -> list[Fault]:
    """The first few faults in file order, fit for a log."""
    rows = connection.execute(
        "select source_row, column_name, found, expected, is_identifier "
        f"from {FAULTS_TABLE} order by source_row, column_name limit {_SHOWN}"
    ).fetchall()
    return [
        Fault(row, column, without_identifier(found, is_identifier=is_identifier), expected)
        for row, column, found, expected, is_identifier in rows
    ]
