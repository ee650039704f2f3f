"""Builds a candidate release from the warehouse: Parquet in both zones, one database, site, exports, manifest.

A candidate is in data/candidates, where no reader sees the candidate. While it is built it lies in `.part` there, so
that a folder with the name of a release is whole. Not here: judging a candidate (expectations/), what it carries from
the release before (carry.py), publishing a candidate (publish.py).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import duckdb

from orchestration.disclosure.vintages import PROVISIONAL, PROVISIONAL_LEVELS, WITHHELD
from orchestration.errors import ReleaseError
from orchestration.landing.indicator_lists.in_force import framework_codes
from orchestration.landing.variables import landed_vintages
from orchestration.names import (
    OPEN,
    RELEASE_TABLE,
    RESTRICTED,
    ZONES,
)
from orchestration.presentation.exports.write import write_exports
from orchestration.presentation.site.write import write_site
from orchestration.progress import counted, now
from orchestration.published.lists import HARDSHIP_TABLES, PARQUET_ALONE, PUBLISHED_TABLES
from orchestration.published.table import Zone
from orchestration.published.tables import TABLES
from orchestration.record import HALF_MADE
from orchestration.release.basis import basis_of
from orchestration.release.carry import (
    Carried,
    Plan,
    bring,
    first_plan,
    for_readers,
    plan,
    plan_again,
    verified,
)
from orchestration.release.changed_households import refuse_few_changed
from orchestration.release.comments import comment_on_table, parquet_options
from orchestration.release.contracts import refuse_other_columns
from orchestration.release.former import former_keys
from orchestration.release.history import current_release, read_history, unpublished
from orchestration.release.manifest import (
    Manifest,
    ReleasedFile,
    ReleasedTable,
    RoundVintage,
    without_rows,
    write_manifest,
)
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage import refuse_faults, says_storage_faults
from orchestration.waivers import Waiver, read_waivers
from orchestration.warehouse import (
    count_and_digest,
    open_database,
    open_memory,
    parquet_rows,
    sql_name,
    sql_text,
    warehouse_reader,
    with_date_of_round,
    with_doubles,
)
from orchestration.warehouse_build import read_build
from orchestration.zones import private_zone

# Counted in the warehouse: (zone, table) -> rows that the file must hold, and their digest.
WarehouseCounts = dict[tuple[str, str], tuple[int, str]]

DATABASE = f"{OPEN}/warehouse.duckdb"


@dataclass(frozen=True)
class Proposal:
    """What is known of a candidate before its files exist."""

    release_id: str
    proposed_at: str
    code_version: str
    dbt_invocation_id: str
    engine: str
    is_synthetic: bool
    variables: dict[str, Any]
    source_batches: tuple[dict[str, Any], ...]
    waivers: tuple[Waiver, ...]
    vintages: tuple[RoundVintage, ...] = ()


@says_storage_faults
def propose_release(
    settings: Settings, *, log: Callable[[str], None] = lambda _: None, again: Path | None = None
) -> Path:
    """Write the candidate and return its folder. Earlier candidates are removed.

    `again` is a release that is made once more, with what it carried then. Raises ReleaseError if the warehouse is not
    the whole build of today's landing and code. It is an error too if a table breaks its contract, or if a fresh
    process does not read back what was written. So are too few changed households of a new vintage. Raises WaiverError
    or VintageError if a waiver or a vintage cannot be used.
    """
    proposal = describe(settings)
    shutil.rmtree(settings.candidates, ignore_errors=True)
    whole = private_zone(settings.candidates) / proposal.release_id
    candidate = settings.candidates / HALF_MADE / whole.name
    for zone in ZONES:
        (candidate / zone).mkdir(parents=True)
    written, planned = _export_tables(settings, candidate, proposal, log=log, again=again)
    proposal = replace(proposal, vintages=planned.vintages)
    written |= _write_release_table(settings, candidate, proposal, written)
    now("takes the digests of the files")
    tables = tuple(_describe_tables(settings, candidate, written, planned.carried))
    _write_database(settings, candidate)
    databases = (_released_file(candidate, candidate / DATABASE),)
    now("writes the site")
    site = _released_folder(candidate, write_site(settings, candidate))
    now("writes the exports")
    exports = _released_folder(candidate, write_exports(settings, candidate))
    manifest = Manifest(**asdict(proposal), tables=tables, databases=databases, site=site, exports=exports)
    write_manifest(manifest, candidate)
    now("a fresh process reads every column back")
    read_back(candidate)
    candidate.rename(whole)
    candidate.parent.rmdir()
    rows = sum(table.rows for table in tables)
    log(f"candidate {proposal.release_id}: {len(tables)} tables, {rows:,} rows written and read back")
    return whole


def describe(settings: Settings) -> Proposal:
    """Name the candidate after the moment, and after everything that decided what the warehouse holds."""
    now, build = datetime.now(UTC), read_build(settings)
    source = build.source
    content = json.dumps([source.batches, source.variables, source.code_version], sort_keys=True)
    return Proposal(
        release_id=_free_name(settings, f"{now:%Y%m%dT%H%M%SZ}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"),
        proposed_at=now.isoformat(timespec="seconds"),
        code_version=source.code_version,
        dbt_invocation_id=str(build.invocation_id),
        engine=settings.engine,
        is_synthetic=source.is_synthetic,
        variables=source.variables,
        source_batches=source.batches,
        waivers=read_waivers(settings),
    )


def _free_name(settings: Settings, name: str) -> str:
    """The name, with a number if a release has or had it: a clock that was set back makes names meet."""
    taken = {*read_history(settings).published, *unpublished(settings)}
    numbered = (f"{name}-{number}" for number in count(2))
    return next(each for each in chain([name], numbered) if each not in taken)


def read_back(candidate: Path) -> None:
    """Let a fresh process read every column of every table. Raises ReleaseError with the faults found."""
    command = [sys.executable, "-m", "orchestration.release.read_back", str(candidate)]
    result = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        refuse_faults([result.stdout, result.stderr], candidate.parents[2])
        raise ReleaseError(f"candidate {candidate.name} cannot be read back:\n{result.stdout}{result.stderr}".rstrip())


def _export_tables(
    settings: Settings, candidate: Path, proposal: Proposal, *, log: Callable[[str], None], again: Path | None
) -> tuple[WarehouseCounts, Plan]:
    """The plan follows from lists and households of the candidate itself, so that open figures come last."""
    written: WarehouseCounts = {}
    with warehouse_reader(settings) as connection:
        for zone, table in counted(_exact_tables(), "tables", name="/".join):
            rows = _rows_of_zone(connection, table, zone=zone)
            written[zone, table] = _export(settings, connection, table, rows, zone=zone, candidate=candidate)
        planned = plan_again(again) if again else _plan(connection, settings, candidate, proposal)
        if planned.sentence:
            log(planned.sentence)
        refuse_few_changed(connection, settings, candidate, compared=planned.compared, log=log)
        for table in counted(HARDSHIP_TABLES, "open tables of answers and cases"):
            carried = planned.carried.get(table)
            if carried and carried.is_whole:
                bring(settings, carried, candidate / OPEN / f"{table}.parquet")
                written[OPEN, table] = (carried.table.rows, carried.table.rows_digest)
                continue
            rows = _rows_of_zone(connection, table, zone=OPEN, vintages=planned.vintages)
            if carried:
                rows = _with_carried(rows, verified(settings, carried), carried)
            written[OPEN, table] = _export(settings, connection, table, rows, zone=OPEN, candidate=candidate)
    return written, planned


def _exact_tables() -> list[tuple[Zone, str]]:
    """The tables of both zones but for open ones of answers and cases, and for that of the release."""
    return [
        (zone, table)
        for table, zones in PUBLISHED_TABLES.items()
        for zone in zones
        if table != RELEASE_TABLE and not (zone == OPEN and table in HARDSHIP_TABLES)
    ]


def _plan(connection: duckdb.DuckDBPyConnection, settings: Settings, candidate: Path, proposal: Proposal) -> Plan:
    before, vintages = current_release(settings), landed_vintages(settings)
    if before is None:
        return first_plan(vintages, release_id=proposal.release_id)
    now = basis_of(
        connection,
        candidate,
        variables=proposal.variables,
        batches=proposal.source_batches,
        columns={table: _columns(connection, _rows_of_zone(connection, table, zone=OPEN)) for table in HARDSHIP_TABLES},
    )
    now = replace(now, former_keys=former_keys(settings, now.keys))
    return plan(connection, before, vintages=vintages, now=now, release_id=proposal.release_id)


def _columns(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, str]:
    relation = connection.sql(rows)
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def _with_carried(rows: str, file: Path, carried: Carried) -> str:
    """The query for the rows of the warehouse, but for those of the carried rounds, which are those of the file."""
    rounds = ", ".join(map(sql_text, carried.rounds))
    columns = ", ".join(map(sql_name, carried.table.columns))
    return (
        f"select {columns} from ({rows}) where survey_round not in ({rounds}) union all "
        f"select {columns} from {parquet_rows(file)} where survey_round in ({rounds})"
    )


def _export(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    query: str,
    *,
    zone: Zone,
    candidate: Path,
) -> tuple[int, str]:
    """Write the rows of the query. Returns what the file must hold according to it."""
    declared, rows = TABLES[table].in_zone(zone), f"({query})"
    path = candidate / zone / f"{table}.parquet"
    order = f"order by {', '.join(declared.sorted_by)}" if declared.sorted_by else ""
    options = parquet_options(table, zone=zone, release_id=candidate.name, contracts=settings.contracts)
    connection.execute(f"copy (from {rows} {order}) to {sql_text(path)} {options}")
    return count_and_digest(connection, rows)


def _rows_of_zone(
    connection: duckdb.DuckDBPyConnection, table: str, *, zone: Zone, vintages: tuple[RoundVintage, ...] = ()
) -> str:
    """The query for the rows of the zone: of the table's model, or of the open zone's own model.

    Left out are rows that the `vintages` of their rounds do not show.
    """
    declared = TABLES[table]
    part = declared.open if zone == OPEN else None
    schema, model = ("open", declared.open_model) if part and declared.open_model else ("marts", table)
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, model]
    ).fetchone()
    if found is None:
        raise ReleaseError(f"{model}: not in the warehouse, expected every published table; run the transform assets")
    without = f"exclude ({', '.join(part.without)})" if part and part.without and model == table else ""
    conditions = _shown(table, vintages) if zone == OPEN and declared.areas else ()
    where = " and ".join(conditions) or "true"
    query = with_doubles(connection, f"select * {without} from {schema}.{model} where {where}")
    return with_date_of_round(connection, query, rounds="marts.dim_survey_round") if declared.is_dated else query


def _shown(table: str, vintages: tuple[RoundVintage, ...]) -> Iterator[str]:
    """What holds of the rows that readers get, as conditions."""
    declared = TABLES[table]
    yield f"area_level in ({', '.join(map(sql_text, declared.in_zone(OPEN).levels))})"
    if provisional := [each.round for each in vintages if each.kind == PROVISIONAL]:
        rounds, wide = (", ".join(map(sql_text, each)) for each in (provisional, PROVISIONAL_LEVELS))
        yield f"(area_level in ({wide}) or coalesce(survey_round not in ({rounds}), true))"
    withheld = [each.round for each in vintages if each.breakdowns == WITHHELD]
    if withheld and declared.is_by_kind:
        yield f"survey_round not in ({', '.join(map(sql_text, withheld))})"
    without_flows = [each.round for each in vintages if each.flows == WITHHELD]
    if without_flows and declared.is_of_flows:
        yield f"survey_round not in ({', '.join(map(sql_text, without_flows))})"


def _write_release_table(
    settings: Settings, candidate: Path, proposal: Proposal, written: WarehouseCounts
) -> WarehouseCounts:
    """The open table says nothing of restricted tables: it counts the rows of open tables, and of no batch."""
    own: WarehouseCounts = {}
    connection = open_memory(settings)
    try:
        for zone in PUBLISHED_TABLES[RELEASE_TABLE]:
            rows = sum(rows for (where, _), (rows, _) in written.items() if zone == RESTRICTED or where == zone)
            _make_release_table(connection, proposal, rows=rows, is_whole=zone == RESTRICTED)
            path = candidate / zone / f"{RELEASE_TABLE}.parquet"
            options = parquet_options(
                RELEASE_TABLE, zone=zone, release_id=proposal.release_id, contracts=settings.contracts
            )
            connection.execute(f"copy release to {sql_text(path)} {options}")
            own[zone, RELEASE_TABLE] = count_and_digest(connection, "release")
    finally:
        connection.close()
    return own


def _make_release_table(
    connection: duckdb.DuckDBPyConnection, proposal: Proposal, *, rows: int, is_whole: bool
) -> None:
    batches = proposal.source_batches if is_whole else without_rows(proposal.source_batches)
    connection.execute(
        "create or replace temp table release as select ?::varchar as release_id, ?::timestamptz as published_at, "
        "?::varchar as code_version, ?::varchar as source_batches, ?::bigint as rows, ?::boolean as is_synthetic, "
        "?::varchar as vintages",
        [
            proposal.release_id,
            proposal.proposed_at,
            proposal.code_version,
            json.dumps(batches, ensure_ascii=False),
            rows,
            proposal.is_synthetic,
            json.dumps(for_readers(proposal.vintages), ensure_ascii=False),
        ],
    )


def _write_database(settings: Settings, candidate: Path) -> None:
    """Write the open tables into one database, for tools that need one. It has no view and needs no other file."""
    path = candidate / DATABASE
    connection = open_database(path, settings)
    try:
        files = [file for file in sorted((candidate / OPEN).glob("*.parquet")) if file.stem not in PARQUET_ALONE]
        for file in counted(files, "tables of the database", name=lambda file: file.stem):
            connection.execute(f'create table "{file.stem}" as select * from {parquet_rows(file)}')
            comment_on_table(connection, file.stem, contracts=settings.contracts)
        connection.execute("checkpoint")
    finally:
        connection.close()
    if path.with_name(path.name + ".wal").exists():
        raise ReleaseError(f"{DATABASE}: a write-ahead log is left beside it, expected one whole file; propose again")


def _describe_tables(
    settings: Settings, candidate: Path, written: WarehouseCounts, carried: Mapping[str, Carried]
) -> list[ReleasedTable]:
    codes = framework_codes(settings)
    described = []
    connection = open_memory(settings)
    try:
        for table, zones in PUBLISHED_TABLES.items():
            for zone in zones:
                path = candidate / zone / f"{table}.parquet"
                relation = connection.sql(f"select * from {parquet_rows(path)}")
                columns = dict(zip(relation.columns, map(str, relation.types), strict=True))
                refuse_other_columns(table, columns, zone=zone, contracts=settings.contracts, indicator_codes=codes)
                taken = carried.get(table) if zone == OPEN else None
                files = (_released_file(candidate, path, carried=taken),)
                rows, digest = written[zone, table]
                described.append(
                    ReleasedTable(zone=zone, table=table, rows=rows, rows_digest=digest, columns=columns, files=files)
                )
    finally:
        connection.close()
    return described


def _released_folder(candidate: Path, folder: Path) -> tuple[ReleasedFile, ...]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(_released_file(candidate, file) for file in files)


def _released_file(candidate: Path, path: Path, *, carried: Carried | None = None) -> ReleasedFile:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    released = ReleasedFile(path=path.relative_to(candidate).as_posix(), bytes=path.stat().st_size, sha256=sha256)
    if carried is None:
        return released
    origin = carried.origin if carried.is_whole else carried.release.name
    return released.model_copy(update={"carried_from": origin, "carried_rounds": carried.rounds})
