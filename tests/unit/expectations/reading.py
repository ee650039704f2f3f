"""Which rules of the audit a defect can touch, so that a test of one defect asks these alone.

A rule gives the same result where its tables are those of a candidate that passed. What a recount reads is observed:
each is made once over a faultless candidate, and the statements that it executes name their tables. Rules on the
release as files (what is listed, which columns hold raw numbers) name no table: test_every_gate.py asks them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import Rule, all_rules
from expectations.evidence import RECOUNTS
from expectations.evidence.recount import Candidate
from expectations.rule import view
from expectations.workbench import workbench
from orchestration.names import ZONES
from orchestration.release.manifest import read_manifest

# Table or view that the audit makes -> all that it is made of, in the order they are made.
MadeOf = dict[str, frozenset[str]]

_TABLE = re.compile(r"\b(?:exact|open|restricted|previous_open|previous_restricted|audit)__\w+")
# Read by a recount that goes through the list of tables, whatever they hold.
_FOLDER = "the release as files"


class _Reading:
    """A connection that remembers what a recount reads through it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection, self.reads = connection, set[str]()

    def execute(self, statement: str, *parameters: Any) -> Any:
        self.reads |= set(_TABLE.findall(statement))
        if "duckdb_" in statement:
            self.reads.add(_FOLDER)
        return self._connection.execute(statement, *parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def read_recounts(release: Path, *, scratch: Path) -> MadeOf:
    """Make every recount over a faultless candidate and see what each is made of."""
    found: MadeOf = {}

    def make_recounts(connection: duckdb.DuckDBPyConnection, *, candidate: Candidate, read: Any) -> dict[str, str]:
        found.update(dict.fromkeys(_recounted(connection), frozenset()))
        found.update(_definitions(connection))
        for recount in RECOUNTS.values():
            before, reading = _recounted(connection), _Reading(connection)
            recount(reading, candidate)  # type: ignore[arg-type]
            made = _recounted(connection) - before
            found.update(dict.fromkeys(made, frozenset(reading.reads - made)))
        return {}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("expectations.workbench.make_recounts", make_recounts)
        with workbench(
            release,
            rules=all_rules(),
            manifest=read_manifest(release),
            previous=None,
            scratch=scratch,
            memory_limit="500MB",
            threads=2,
        ):
            return found


def _definitions(connection: duckdb.DuckDBPyConnection) -> MadeOf:
    """The views of the audit that are no table of the release."""
    named = "regexp_matches(view_name, '^(audit|exact)')"
    views = connection.execute(f"select view_name, sql from duckdb_views() where {named}").fetchall()
    return {name: frozenset(_TABLE.findall(sql)) - {name} for name, sql in views}


def _recounted(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    tables = connection.execute("select table_name from information_schema.tables").fetchall()
    return frozenset(table for (table,) in tables if table.startswith("audit__"))


def touched_rules(rules: Sequence[Rule], changed: Collection[str], made_of: Mapping[str, frozenset[str]]) -> list[Rule]:
    """The rules that may say something else than before the change."""
    touched, added = set(changed), True
    while added:
        more = {made for made, reads in made_of.items() if reads & touched and _FOLDER not in reads} - touched
        touched, added = touched | more, bool(more)
    return [rule for rule in rules if rule.relations() & touched]


def changed_tables(candidate: Path, sound: Path) -> set[str]:
    """The views of the audit whose files differ between the two releases, byte by byte."""
    before, after = dict(_digests(sound)), dict(_digests(candidate))
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _digests(release: Path) -> Iterator[tuple[str, str]]:
    for zone in ZONES:
        for path in sorted((release / zone).glob("*.parquet")):
            yield view(zone, path.stem), sha256(path.read_bytes()).hexdigest()
