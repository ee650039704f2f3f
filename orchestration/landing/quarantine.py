"""Keeps the whole rows that break their contract, with the reason, and words the error.

The files hold identifiers as the source wrote them, so the folder is for its owner only. Not here: finding the faults
(batch.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.landing.read.limits import FAULTS_SHOWN, ROWS_SHOWN
from orchestration.landing.read.readers import RAW_TABLE, REJECT_TABLE
from orchestration.landing.read.wording import shown, shown_value
from orchestration.warehouse import sql_text
from orchestration.zones import private

FAULTS_TABLE = "faults"


@dataclass(frozen=True)
class Fault:
    """One value that breaks the contract, in file order. Its digits are hidden if it is, or could be, an identifier."""

    source_row: int
    column: str
    found: str | None
    expected: str
    is_identifier: bool = False
    has_others: bool = False
    """Whether other rows have other values in the column."""

    def __str__(self) -> str:
        return f"row {self.source_row} {self.words}"

    @property
    def words(self) -> str:
        found = shown_value(self.found, is_identifier=self.is_identifier)
        others = " and other values" if self.has_others else ""
        return f"column {self.column}: found {found}{others}, expected {shown(self.expected)}"


def is_most(faulty: int, of: int) -> bool:
    """Whether most are faulty. The file then has another form than the contract, and a higher limit is no remedy."""
    return 2 * faulty > of


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


def fault_lines(connection: duckdb.DuckDBPyConnection, *, rows_read: int) -> list[str]:
    """The first faults in file order, fit for a log: one line for a column with a fault in every row, or for a row."""
    everywhere = _faults_of_every_row(connection, rows_read=rows_read)
    rows = _faults_of_first_rows(connection, without=[fault.column for fault in everywhere])
    lines = [f"every row {fault.words}" for fault in everywhere[:FAULTS_SHOWN]]
    if more := len(everywhere) - len(lines):
        lines.append(f"every row has a fault in {more:,} more columns")
    left = FAULTS_SHOWN - len(lines)
    for faults in rows.values():
        first, *others = faults[: max(1, left)]
        words = [str(first), *(fault.words for fault in others)]
        if more := len(faults) - len(words):
            words.append(f"{more:,} more faults in this row")
        lines.append("; ".join(words))
        left -= len(words)
        if left <= 0:
            break
    return lines


def _faults_of_every_row(connection: duckdb.DuckDBPyConnection, *, rows_read: int) -> list[Fault]:
    """The first fault of each column that has one in every row of a file of several rows."""
    if rows_read == 1:
        return []
    rows = connection.execute(
        f"""
        select unnest(arg_min(
            {{source_row: source_row, column_name: column_name, found: found, expected: expected,
              is_identifier: is_identifier}}, source_row
        )), count(distinct coalesce(found, '')) > 1
        from {FAULTS_TABLE} group by column_name having count(distinct source_row) = {rows_read} order by column_name
        """
    ).fetchall()
    return [Fault(*row) for row in rows]


def _faults_of_first_rows(connection: duckdb.DuckDBPyConnection, *, without: list[str]) -> dict[int, list[Fault]]:
    connection.execute(
        f"create or replace temp table other_faults as from {FAULTS_TABLE} where not list_contains(?, column_name)",
        [without],
    )
    rows = connection.execute(
        "select source_row, column_name, found, expected, is_identifier from other_faults where source_row in "
        f"(select distinct source_row from other_faults order by 1 limit {ROWS_SHOWN}) order by 1, 2"
    ).fetchall()
    by_row: dict[int, list[Fault]] = {}
    for row in rows:
        by_row.setdefault(row[0], []).append(Fault(*row))
    return by_row
