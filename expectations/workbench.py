"""The audit's throw-away database: views over the candidate's own files, and what was recounted from them.

What is not here: the recounts' queries (evidence/), the rules that read them (suites/). It never writes into a release.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from expectations import phrasing
from expectations.definitions import define
from expectations.evidence import make_recounts
from expectations.evidence.recount import Candidate
from expectations.exact import COUNTED_IN, add_rounds, earlier_query, exact_query, facts_query, released_rows
from expectations.needs import DELIVERED, FURTHER_VINTAGE, Need
from expectations.noisy import REDRAWN_TABLES
from expectations.rule import EXACT, Rule, UnexpectedRows, view
from expectations.waiving import Waived, waived_rules
from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RELEASE_TABLE, RESTRICTED
from orchestration.progress import counted
from orchestration.published.lists import COMPARED_TABLES, DRAWN_ONCE_TABLES, PUBLISHED_TABLES
from orchestration.release.manifest import Manifest, read_manifest

EngineSettings = dict[str, str | bool | int | float | list[str]]

DATABASE_FILE = "audit.duckdb"
# What the rules compare with the last release. Figures are the exact ones. No old household is read again.
_COMPARED_TABLES = (
    *((OPEN, table) for table in ("area_coverage", "dim_area", "dim_survey_round", RELEASE_TABLE, *REDRAWN_TABLES)),
    *((RESTRICTED, table) for table in ("area_coverage", "area_indicator", "area_poverty", "area_sdg_goal")),
)


@dataclass(frozen=True)
class Workbench:
    """`faults` says of a view or recount that could not be made why not; a rule that reads it will raise.

    `examined` holds the number that each count of the rules came to, `uncounted` why a count came to none. `shown` has
    the words of the figures that a rule shows besides. `absent` are the needs of rules that the release lacks, `waived`
    what a person has accepted of each rule.
    """

    database: Path
    settings: EngineSettings
    faults: dict[str, str]
    examined: dict[str, int] = field(default_factory=dict)
    uncounted: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    absent: frozenset[Need] = frozenset()
    waived: dict[str, Waived] = field(default_factory=dict)

    def lacks(self, rule: Rule) -> str | None:
        """In words, what the rule needs and the release lacks; None if nothing is absent."""
        return next((need.absent for need in rule.needs if need in self.absent), None)


@contextmanager
def workbench(
    candidate: Path,
    *,
    rules: Sequence[Rule],
    manifest: Manifest,
    previous: Path | None,
    scratch: Path,
    memory_limit: str,
    threads: int,
) -> Iterator[Workbench]:
    """Build the database under `scratch`, hand it out closed, remove it afterwards whatever happened.

    Only what the rules read is recounted. Raise WaiverError if a waiver of the manifest cannot be used.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="audit-", dir=scratch))
    settings: EngineSettings = {
        "memory_limit": memory_limit,
        "threads": threads,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": False,
    }
    empty = Workbench(database=folder / DATABASE_FILE, settings=settings, faults={})
    try:
        with duckdb.connect(str(empty.database), config=settings) as connection:
            made = _fill(connection, empty, candidate=candidate, rules=rules, manifest=manifest, previous=previous)
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    empty: Workbench,
    *,
    candidate: Path,
    rules: Sequence[Rule],
    manifest: Manifest,
    previous: Path | None,
) -> Workbench:
    faults = _add_views(connection, candidate=candidate, manifest=manifest)
    faults |= _add_previous_views(connection, manifest=manifest, previous=previous)
    faults |= _add_exact_views(connection, candidate=candidate, manifest=manifest, previous=previous)
    faults |= define(connection)
    read = set[str]().union(*(rule.relations() for rule in rules))
    recounted = make_recounts(connection, candidate=Candidate(folder=candidate, manifest=manifest), read=read)
    faults |= {name: _first_cause(words, faults) for name, words in recounted.items()}
    examined, uncounted = _count_examined(connection, rules)
    return replace(
        empty,
        faults=faults,
        examined=examined,
        uncounted=uncounted,
        shown=_figures(connection, rules),
        absent=_absent(connection, rules, manifest),
        waived=waived_rules(manifest.waivers, rules=rules, connection=connection, previous=previous),
    )


def _first_cause(words: str, faults: Mapping[str, str]) -> str:
    """Why a view could not be made, where the words are that it is not there."""
    return next((cause for name, cause in faults.items() if f" {name} " in words), words)


def _add_views(connection: duckdb.DuckDBPyConnection, *, candidate: Path, manifest: Manifest) -> dict[str, str]:
    faults: dict[str, str] = {}
    for entry in manifest.tables:
        if entry.zone in PUBLISHED_TABLES.get(entry.table, ()):
            name = view(entry.zone, entry.table)
            faults |= _attempt(connection, name=name, query=released_rows(entry, release=candidate))
    return faults


def _add_previous_views(
    connection: duckdb.DuckDBPyConnection, *, manifest: Manifest, previous: Path | None
) -> dict[str, str]:
    """Without a previous release the views are empty, so that the same rules run and find nothing."""
    faults: dict[str, str] = {}
    connection.execute("create table audit__table_before (zone varchar, table_name varchar, rows bigint)")
    try:
        before = read_manifest(previous) if previous else None
    except ReleaseError as fault:
        before = None
        faults["audit__table_before"] = str(fault)
    for entry in before.tables if before else ():
        connection.execute("insert into audit__table_before values (?, ?, ?)", [entry.zone, entry.table, entry.rows])
    had = {each.round: each.text for each in before.vintages} if before else {}
    further = [each.round for each in manifest.vintages if had.get(each.round, each.text) != each.text]
    connection.execute(f"create table {FURTHER_VINTAGE} as select unnest(?::varchar[]) as survey_round", [further])
    for zone, table in _COMPARED_TABLES:
        name = f"previous_{view(zone, table)}"
        try:
            query = _previous_query(zone, table, previous=previous)
        except ReleaseError as fault:
            faults[name] = str(fault)
            continue
        faults |= _attempt(connection, name=name, query=query)
    return faults


def _add_exact_views(
    connection: duckdb.DuckDBPyConnection, *, candidate: Path, manifest: Manifest, previous: Path | None
) -> dict[str, str]:
    faults: dict[str, str] = {}
    add_rounds(connection, manifest)
    queries = {view(EXACT, table): (_exact_query, table) for table in (*COMPARED_TABLES, *COUNTED_IN)}
    queries |= {f"audit__earlier_{table}": (earlier_query, table) for table in DRAWN_ONCE_TABLES}
    for name, (query_of, table) in queries.items():
        try:
            query = query_of(connection, table, candidate=candidate, manifest=manifest, previous=previous)
        except (ReleaseError, duckdb.Error) as fault:
            faults[name] = str(fault)
            continue
        faults |= _attempt(connection, name=name, query=query)
    return faults


def _exact_query(
    connection: duckdb.DuckDBPyConnection, table: str, *, candidate: Path, manifest: Manifest, previous: Path | None
) -> str:
    if table in COUNTED_IN:
        return facts_query(connection, table, candidate=candidate, manifest=manifest, previous=previous)
    return exact_query(connection, table, candidate=candidate, manifest=manifest, previous=previous)


def _previous_query(zone: str, table: str, *, previous: Path | None) -> str:
    if previous is None:
        return f"select * from {view(zone, table)} where false"
    return released_rows(read_manifest(previous).table(zone, table), release=previous)


def _count_examined(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]
) -> tuple[dict[str, int], dict[str, str]]:
    """What each count came to, and why one came to none: rules that examine the same things share their count."""
    counts: dict[str, int] = {}
    faults: dict[str, str] = {}
    queries = [rule.expectation.examined for rule in rules if isinstance(rule.expectation, UnexpectedRows)]
    for query in counted(dict.fromkeys(queries), "counts of what rules examine"):
        try:
            (counts[query],) = connection.execute(query).fetchone() or (0,)
        except duckdb.Error as fault:
            faults[query] = str(fault)
    return counts, faults


def _figures(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> dict[str, str]:
    """Rule -> figures in words. Of what could not be made there are none."""
    found = {}
    for rule in rules:
        query = rule.expectation.figures if isinstance(rule.expectation, UnexpectedRows) else None
        if query is None:
            continue
        try:
            result = connection.execute(query)
        except duckdb.Error:
            continue
        names = [column[0] for column in result.description or ()]
        found[rule.name] = phrasing.figures(dict(zip(names, row, strict=True)) for row in result.fetchall())
    return found


def _absent(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], manifest: Manifest) -> frozenset[Need]:
    """The needs of the rules that the release lacks. A need that cannot be looked up is not excused."""
    connection.execute(f"create table {DELIVERED} (feed varchar)")
    for feed in {str(batch["feed"]) for batch in manifest.source_batches}:
        connection.execute(f"insert into {DELIVERED} values (?)", [feed])
    absent = set()
    for need in dict.fromkeys(need for rule in rules for need in rule.needs):
        try:
            (is_present,) = (need.present and connection.execute(need.present).fetchone()) or (False,)
        except duckdb.Error:
            continue
        if not is_present:
            absent.add(need)
    return frozenset(absent)


def _attempt(connection: duckdb.DuckDBPyConnection, *, name: str, query: str) -> dict[str, str]:
    try:
        connection.execute(f"create view {name} as {query}")
    except duckdb.Error as fault:
        return {name: str(fault)}
    return {}
