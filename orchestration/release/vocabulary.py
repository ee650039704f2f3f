"""What a release is made of: manifest, checks and verdict, and how they stand in JSON.

What is not here: how a candidate is built (candidate.py), judged (expectations/) or published (publish.py).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from orchestration.errors import ReleaseError

MANIFEST_FILE = "manifest.json"
VERDICT_FILE = "verdict.json"
DATA_DOCS_FOLDER = "quality"
CRITICAL = "critical"
WARNING = "warning"
_REMEDY = {MANIFEST_FILE: "propose the candidate again", VERDICT_FILE: "audit the candidate again"}
_IN_WORDS = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a whole number",
    list: "a list",
    str: "a text",
    type(None): "null",
}
_FAULTS_SHOWN = 5
# Written into verdict.json for readers; never read from there.
_DERIVED = ("passed", "critical_failures", "warnings")

_Record = TypeVar("_Record")


@dataclass(frozen=True)
class ReleasedFile:
    """One file of a release; `path` is relative to the release's folder."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ReleasedTable:
    """One table in one zone: its rows, its columns (name -> DuckDB type, in order) and its files.

    `rows_digest` is of every cell but not of the rows' order, in which two runs may differ.
    """

    zone: str
    table: str
    rows: int
    rows_digest: str
    columns: dict[str, str]
    files: tuple[ReleasedFile, ...]


@dataclass(frozen=True)
class Manifest:
    """What a release holds and where it came from. Its digest binds the verdict to it."""

    release_id: str
    proposed_at: str
    code_version: str
    dbt_invocation_id: str
    is_synthetic: bool
    variables: dict[str, Any]
    source_batches: tuple[dict[str, Any], ...]
    tables: tuple[ReleasedTable, ...]
    databases: tuple[ReleasedFile, ...]

    def table(self, zone: str, table: str) -> ReleasedTable:
        """Raise ReleaseError naming the known tables if there is no such table in the zone."""
        for entry in self.tables:
            if (entry.zone, entry.table) == (zone, table):
                return entry
        known = ", ".join(f"{entry.zone}/{entry.table}" for entry in self.tables)
        raise ReleaseError(f"release {self.release_id} has no {zone}/{table}; it has {known}")

    def files(self) -> Iterator[ReleasedFile]:
        for entry in self.tables:
            yield from entry.files
        yield from self.databases


@dataclass(frozen=True)
class Check:
    """One expectation's result. `sentence` is for a statistician; `observed` and `expected` are figures in words."""

    name: str
    subject: str
    table: str
    severity: str
    passed: bool
    observed: str
    expected: str
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """The audit's judgement on one manifest. Passed means: every critical check passed."""

    release_id: str
    manifest_sha256: str
    audited_at: str
    checks: tuple[Check, ...] = field(default_factory=tuple)

    @property
    def critical_failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed and check.severity == CRITICAL)

    @property
    def warnings(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed and check.severity == WARNING)

    @property
    def passed(self) -> bool:
        return bool(self.checks) and not self.critical_failures


def manifest_digest(release: Path) -> str:
    """SHA-256 of the manifest file as it lies on disk. Raises ReleaseError if there is none."""
    return hashlib.sha256(_read_bytes(release / MANIFEST_FILE)).hexdigest()


def read_manifest(release: Path) -> Manifest:
    """Raises ReleaseError naming the file, what is wrong with it and the remedy."""
    path = release / MANIFEST_FILE
    return _record(Manifest, _read_json(path), path=path)


def write_manifest(manifest: Manifest, release: Path) -> None:
    write_json(release / MANIFEST_FILE, asdict(manifest))


def read_verdict(release: Path) -> Verdict:
    """Whether it passed follows from its checks alone, whatever the file claims.

    Raises ReleaseError naming the file, what is wrong with it and the remedy.
    """
    path = release / VERDICT_FILE
    content = _read_json(path)
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name not in _DERIVED}
    verdict = _record(Verdict, content, path=path)
    known = (CRITICAL, WARNING)
    if unknown := [
        f"{check.name}: severity {check.severity!r}" for check in verdict.checks if check.severity not in known
    ]:
        raise ReleaseError(
            f"{path}: found {'; '.join(unknown[:_FAULTS_SHOWN])}, expected {' or '.join(known)}; {_REMEDY[path.name]}"
        )
    return verdict


def write_verdict(verdict: Verdict, release: Path) -> None:
    derived = {
        "passed": verdict.passed,
        "critical_failures": [check.name for check in verdict.critical_failures],
        "warnings": [check.name for check in verdict.warnings],
    }
    write_json(release / VERDICT_FILE, {**derived, **asdict(verdict)})


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write so that a reader sees the old file or the whole new one, never a part."""
    half_made = path.with_name(f".{path.name}.part")
    with half_made.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    half_made.replace(path)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ReleaseError(f"{path}: not found; a release without it cannot be trusted, {_REMEDY[path.name]}") from None
    except OSError as fault:
        raise ReleaseError(f"{path}: cannot be read ({fault.strerror}); correct that or {_REMEDY[path.name]}") from None


def _read_json(path: Path) -> object:
    try:
        return json.loads(_read_bytes(path))
    except ValueError as fault:  # no JSON, or no UTF-8
        raise ReleaseError(f"{path}: not readable as JSON ({fault}); {_REMEDY[path.name]}") from None


def _record(kind: type[_Record], content: object, *, path: Path) -> _Record:
    """The dataclass `kind` from JSON. Every fault is collected; one ReleaseError names them."""
    faults: list[str] = []
    record = _decoded(kind, content, part=kind.__name__.lower(), faults=faults)
    if faults:
        more = f"; and {len(faults) - _FAULTS_SHOWN} more" if len(faults) > _FAULTS_SHOWN else ""
        raise ReleaseError(f"{path}: {'; '.join(faults[:_FAULTS_SHOWN])}{more}; {_REMEDY[path.name]}")
    return record


def _decoded(kind: Any, value: Any, *, part: str, faults: list[str]) -> Any:
    """The value as `kind`. What does not fit is added to `faults` under the name of its part."""
    outer = get_origin(kind) or kind
    in_json = dict if is_dataclass(kind) else list if outer is tuple else outer
    if not isinstance(value, in_json):
        faults.append(f"{part}: found {_IN_WORDS[type(value)]}, expected {_IN_WORDS[in_json]}")
        return None
    if is_dataclass(kind):
        return _decoded_object(kind, value, part=part, faults=faults)
    if outer is tuple:
        entry_kind = get_args(kind)[0]
        entries = enumerate(value, start=1)
        return tuple(_decoded(entry_kind, entry, part=f"{part} {row}", faults=faults) for row, entry in entries)
    return value


def _decoded_object(kind: Any, value: dict[str, Any], *, part: str, faults: list[str]) -> Any:
    kinds = get_type_hints(kind)
    own = [f"{part}: {name} is missing" for name in kinds if name not in value]
    own += [f"{part}: {name} is not known here" for name in value if name not in kinds]
    faults += own
    fields = {
        name: _decoded(kinds[name], value[name], part=f"{part}: {name}", faults=faults)
        for name in kinds
        if name in value
    }
    return None if own else kind(**fields)
