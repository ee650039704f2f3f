"""The exact rows that a table of the open zone was made from: the views exact__<table> of the audit.

Open figures of a vintage are carried from release to release, while the restricted zone is of today. A rule that
compares both zones therefore reads the restricted rows of the release that computed the open ones. Rows that the open
zone never shows of a provisional round are left out. What is not here: what is carried
(orchestration/release/carry.py).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.disclosure.vintages import PROVISIONAL, PROVISIONAL_LEVELS
from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RESTRICTED
from orchestration.published.lists import HARDSHIP_TABLES
from orchestration.release.manifest import Manifest, ReleasedTable, read_manifest
from orchestration.warehouse import parquet_rows, sql_text

# Table of the audit's database: the rounds that are provisional.
PROVISIONAL_ROUNDS = "audit__provisional"
HOUSEHOLDS = "fct_household"


def add_provisional_rounds(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    connection.execute(f"create table {PROVISIONAL_ROUNDS} (survey_round varchar)")
    for each in manifest.vintages:
        if each.kind == PROVISIONAL:
            connection.execute(f"insert into {PROVISIONAL_ROUNDS} values (?)", [each.round])


def exact_query(
    connection: duckdb.DuckDBPyConnection, table: str, *, candidate: Path, manifest: Manifest, previous: Path | None
) -> str:
    """The query of the table's view, over the views of both zones.

    Raises ReleaseError for a release that computed open figures and is not kept.
    """
    if table not in HARDSHIP_TABLES:
        return f"select * from {RESTRICTED}__{table}"
    rounds = _rounds(connection)
    query = _of_origins(table, rounds, candidate=candidate, manifest=manifest, previous=previous)
    provisional = [each.round for each in manifest.vintages if each.kind == PROVISIONAL]
    return f"select * from ({query}) where not ({_left_out(provisional)})" if provisional else query


def households_query(
    connection: duckdb.DuckDBPyConnection, *, candidate: Path, manifest: Manifest, previous: Path | None
) -> str:
    """The query of the view of the households that area_indicator of the open zone was made from.

    A round is left out if households were erased since from the release that computed it: the others are not all.
    Raises ReleaseError for a release that computed open figures and is not kept.
    """

    def is_whole(survey_round: str) -> bool:
        origin = _origin("area_indicator", survey_round, release=candidate, manifest=manifest, previous=previous)
        return origin == candidate or not read_manifest(origin).erased.get(survey_round)

    rounds = [survey_round for survey_round in _rounds(connection) if is_whole(survey_round)]
    if not rounds:
        return f"select * from {RESTRICTED}__{HOUSEHOLDS} where false"
    query = _of_origins(
        "area_indicator", rounds, candidate=candidate, manifest=manifest, previous=previous, rows_of=HOUSEHOLDS
    )
    return f"select * from ({query}) where survey_round in ({', '.join(map(sql_text, rounds))})"


def _rounds(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [str(row[0]) for row in connection.execute(f"select survey_round from {OPEN}__dim_survey_round").fetchall()]


def _of_origins(
    table: str,
    rounds: list[str],
    *,
    candidate: Path,
    manifest: Manifest,
    previous: Path | None,
    rows_of: str | None = None,
) -> str:
    """The rows of the releases that computed the open table: of the same table, or of `rows_of`."""
    origins: dict[Path, list[str]] = {}
    for survey_round in rounds:
        origin = _origin(table, survey_round, release=candidate, manifest=manifest, previous=previous)
        origins.setdefault(origin, []).append(survey_round)
    if set(origins) <= {candidate}:
        return f"select * from {RESTRICTED}__{rows_of or table}"
    return " union all by name ".join(
        f"select * from {_rows(rows_of or table, release)}"
        f" where survey_round in ({', '.join(map(sql_text, of_release))})"
        for release, of_release in origins.items()
    )


def _origin(table: str, survey_round: str, *, release: Path, manifest: Manifest, previous: Path | None) -> Path:
    """The release whose households are behind the open rows of the round."""
    entry = _open_table(manifest, table)
    (file,) = entry.files if entry else (None,)
    if file is None or not file.carried_from or (file.carried_rounds and survey_round not in file.carried_rounds):
        return release
    if previous is None:
        raise ReleaseError(f"{table}: carried from release {file.carried_from}, and there is no release before")
    carried_from = previous.parent / file.carried_from
    earlier = read_manifest(carried_from)
    return _origin(table, survey_round, release=carried_from, manifest=earlier, previous=previous)


def _open_table(manifest: Manifest, table: str) -> ReleasedTable | None:
    return next((each for each in manifest.tables if (each.zone, each.table) == (OPEN, table)), None)


def _rows(table: str, release: Path) -> str:
    files = read_manifest(release).table(RESTRICTED, table).files
    return parquet_rows(*(release / file.path for file in files))


def _left_out(provisional: list[str]) -> str:
    rounds, levels = (", ".join(map(sql_text, each)) for each in (provisional, PROVISIONAL_LEVELS))
    return f"survey_round in ({rounds}) and area_level not in ({levels})"
