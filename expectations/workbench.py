"""The audit's throw-away database: views over the candidate's own files, and what was recounted from them.

What is not here: the recounts' queries (evidence/), the rules that read them (suites/). It never writes into a release.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.evidence import gather
from expectations.evidence.source import Source
from expectations.vocabulary import view
from orchestration.errors import ReleaseError
from orchestration.names import OPEN, PUBLISHED_TABLES, RELEASE_TABLE
from orchestration.release.vocabulary import Manifest, ReleasedTable, read_manifest
from orchestration.warehouse import parquet_rows

DATABASE_FILE = "audit.duckdb"
# What the rules compare with the last release: the open zone alone, so that no old household is read again.
_COMPARED_TABLES = ("area_coverage", "area_indicator", RELEASE_TABLE)


@dataclass(frozen=True)
class Workbench:
    """`faults` says of a view or recount that could not be made why not; a rule that reads it will raise."""

    database: Path
    settings: dict[str, Any]
    faults: dict[str, str]


@contextmanager
def workbench(
    candidate: Path, *, manifest: Manifest, previous: Path | None, scratch: Path, memory_limit: str, threads: int
) -> Iterator[Workbench]:
    """Build the database under `scratch`, hand it out closed, remove it afterwards whatever happened."""
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="audit-", dir=scratch))
    settings = {
        "memory_limit": memory_limit,
        "threads": threads,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(str(folder / DATABASE_FILE), config=settings) as connection:
            faults = _add_views(connection, candidate=candidate, manifest=manifest)
            faults |= _add_previous_views(connection, previous=previous)
            faults |= gather(connection, source=Source(candidate=candidate, manifest=manifest))
        yield Workbench(database=folder / DATABASE_FILE, settings=settings, faults=faults)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _add_views(connection: duckdb.DuckDBPyConnection, *, candidate: Path, manifest: Manifest) -> dict[str, str]:
    faults = {}
    for entry in manifest.tables:
        if entry.zone in PUBLISHED_TABLES.get(entry.table, ()):
            name = view(entry.zone, entry.table)
            faults |= _attempt(connection, name=name, query=_parquet(entry, release=candidate))
    return faults


def _add_previous_views(connection: duckdb.DuckDBPyConnection, *, previous: Path | None) -> dict[str, str]:
    """Without a previous release the views stand empty, so that the same rules run and find nothing."""
    faults = {}
    for table in _COMPARED_TABLES:
        name = f"previous_{view(OPEN, table)}"
        try:
            query = _previous_query(table, previous=previous)
        except ReleaseError as fault:
            faults[name] = str(fault)
            continue
        faults |= _attempt(connection, name=name, query=query)
    return faults


def _previous_query(table: str, *, previous: Path | None) -> str:
    if previous is None:
        return f"select * from {view(OPEN, table)} where false"
    return _parquet(read_manifest(previous).table(OPEN, table), release=previous)


def _parquet(entry: ReleasedTable, *, release: Path) -> str:
    return f"from {parquet_rows(*(release / file.path for file in entry.files))}"


def _attempt(connection: duckdb.DuckDBPyConnection, *, name: str, query: str) -> dict[str, str]:
    try:
        connection.execute(f"create view {name} as {query}")
    except duckdb.Error as fault:
        return {name: str(fault)}
    return {}
