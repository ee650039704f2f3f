"""What a recount is given, and the few helpers that recounts share.

What is not here: the recounts themselves (the other modules of this package).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.release.manifest import Manifest


@dataclass(frozen=True)
class Candidate:
    """The candidate on disk and what it says of itself."""

    folder: Path
    manifest: Manifest


Recount = Callable[[duckdb.DuckDBPyConnection, Candidate], None]


def query(statement: str) -> Recount:
    """A recount that is one statement, the same for every candidate."""

    def run(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
        connection.execute(statement)

    return run


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """A name of a table or column as SQL writes it."""
    return '"' + value.replace('"', '""') + '"'


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Column -> type, in the table's order."""
    return {row[0]: row[1] for row in connection.execute(f"describe {table}").fetchall()}


def views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The views over the candidate's tables that could be made."""
    found = connection.execute(
        "select view_name from duckdb_views()"
        " where not internal and not regexp_matches(view_name, '^(exact|previous)') order by all"
    ).fetchall()
    return [row[0] for row in found]
