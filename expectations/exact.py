"""The exact rows that a table of the open zone was made from: the views exact__<table> of the audit.

Open figures of a vintage are carried from release to release, while the restricted zone is of today. A rule that
compares both zones therefore reads the restricted rows of the release that computed the open ones. Rows that the open
zone never shows of a provisional round are left out. What is not here: what is carried
(orchestration/release/carry.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from expectations.decimals import decimal_of
from orchestration.disclosure.vintages import EARLIER, FINAL, PROVISIONAL, PROVISIONAL_LEVELS, REVISED, WITHHELD
from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RESTRICTED
from orchestration.published.lists import FLOW_TABLES, HARDSHIP_TABLES, KIND_TABLES
from orchestration.release.manifest import Manifest, ReleasedTable, read_manifest
from orchestration.warehouse import parquet_rows, sql_name, sql_text

# Tables of the audit's database: the rounds that are provisional, those without figures by kind of household, and those
# without such of their own vintage, which are all but the final ones. Then those without flows from the round before,
# and those with flows of earlier vintages.
PROVISIONAL_ROUNDS = "audit__provisional"
WITHOUT_BREAKDOWNS = "audit__without_breakdowns"
OTHER_BREAKDOWNS = "audit__other_breakdowns"
WITHOUT_FLOWS = "audit__without_flows"
OTHER_FLOWS = "audit__other_flows"
HOUSEHOLDS = "fct_household"
_DOUBLE = "DOUBLE"
# Table of households or cases -> the open table whose figures are made from it.
COUNTED_IN = {HOUSEHOLDS: "area_indicator", "fct_case": "area_case_agency"}


def add_rounds(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    """Make the tables of rounds of which the open zone has less, or has figures of an earlier vintage."""
    for name, rounds in (
        (PROVISIONAL_ROUNDS, [each.round for each in manifest.vintages if each.kind == PROVISIONAL]),
        (WITHOUT_BREAKDOWNS, list(_without_breakdowns(manifest))),
        (OTHER_BREAKDOWNS, [each.round for each in manifest.vintages if each.kind != FINAL]),
        (WITHOUT_FLOWS, [each.round for each in manifest.vintages if each.flows == WITHHELD]),
        (OTHER_FLOWS, [each.round for each in manifest.vintages if each.flows == EARLIER]),
    ):
        connection.execute(f"create table {name} as select unnest(?::varchar[]) as survey_round", [rounds])


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
    left_out = " or ".join(_left_out(table, manifest))
    return f"select * from ({query}) where not ({left_out})" if left_out else query


def earlier_query(
    connection: duckdb.DuckDBPyConnection, table: str, *, candidate: Path, manifest: Manifest, previous: Path | None
) -> str:
    """The query of the open rows that rounds keep of an earlier vintage, in the releases that drew them.

    Raises ReleaseError for a release that drew them and is not kept.
    """
    parts = [f"select * from {OPEN}__{table} where false"]
    is_of_flows = table in FLOW_TABLES
    for survey_round in (
        each.round for each in manifest.vintages if (each.flows == EARLIER if is_of_flows else each.kind == REVISED)
    ):
        origin = _origin(table, survey_round, release=candidate, manifest=manifest, previous=previous)
        if origin != candidate:
            rows = released_rows(read_manifest(origin).table(OPEN, table), release=origin)
            parts.append(f"select * from ({rows}) where survey_round = {sql_text(survey_round)}")
    return " union all by name ".join(parts)


def facts_query(
    connection: duckdb.DuckDBPyConnection, facts: str, *, candidate: Path, manifest: Manifest, previous: Path | None
) -> str:
    """The query of the view of the households or cases that a table of the open zone was made from (COUNTED_IN).

    A round is left out if households were erased since from the release that computed it: the others are not all.
    Raises ReleaseError for a release that computed open figures and is not kept.
    """

    table = COUNTED_IN[facts]

    def is_whole(survey_round: str) -> bool:
        origin = _origin(table, survey_round, release=candidate, manifest=manifest, previous=previous)
        return origin == candidate or not read_manifest(origin).erased.get(survey_round)

    rounds = [survey_round for survey_round in _rounds(connection) if is_whole(survey_round)]
    if not rounds:
        return f"select * from {RESTRICTED}__{facts} where false"
    query = _of_origins(table, rounds, candidate=candidate, manifest=manifest, previous=previous, rows_of=facts)
    return f"select * from ({query}) where survey_round in ({', '.join(map(sql_text, rounds))})"


def released_rows(entry: ReleasedTable, *, release: Path) -> str:
    """The query for the rows of a table of a release, with decimals. `release`: the folder that the files lie in."""
    decimals = ", ".join(
        f"cast({sql_name(column)} as {decimal}) as {sql_name(column)}"
        for column, kind in entry.columns.items()
        if kind == _DOUBLE and (decimal := decimal_of(column))
    )
    rows = parquet_rows(*(release / file.path for file in entry.files))
    return f"select *{f' replace ({decimals})' if decimals else ''} from {rows}"


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
        f"select * from ({_rows(rows_of or table, release)})"
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
    return released_rows(read_manifest(release).table(RESTRICTED, table), release=release)


def _without_breakdowns(manifest: Manifest) -> Iterator[str]:
    return (each.round for each in manifest.vintages if each.kind == PROVISIONAL or each.breakdowns == WITHHELD)


def _left_out(table: str, manifest: Manifest) -> Iterator[str]:
    """Conditions of the rows that readers do not get of a vintage."""
    if provisional := [each.round for each in manifest.vintages if each.kind == PROVISIONAL]:
        rounds, levels = (", ".join(map(sql_text, each)) for each in (provisional, PROVISIONAL_LEVELS))
        yield f"(survey_round in ({rounds}) and area_level not in ({levels}))"
    withheld = list(_without_breakdowns(manifest))
    if withheld and table in KIND_TABLES:
        yield f"survey_round in ({', '.join(map(sql_text, withheld))})"
    without_flows = [each.round for each in manifest.vintages if each.flows == WITHHELD]
    if without_flows and table in FLOW_TABLES:
        yield f"survey_round in ({', '.join(map(sql_text, without_flows))})"
