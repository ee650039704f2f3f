"""What a release is made of: manifest, checks and verdict, and how they stand in JSON.

What is not here: how a candidate is built (candidate.py), judged (expectations/) or published (publish.py).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from orchestration.errors import ReleaseError

MANIFEST_FILE = "manifest.json"
VERDICT_FILE = "verdict.json"
DATA_DOCS_FOLDER = "quality"
CRITICAL = "critical"
WARNING = "warning"


@dataclass(frozen=True)
class ReleasedFile:
    """One file of a release; `path` is relative to the release's folder."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ReleasedTable:
    """One table in one zone: its rows, its columns (name -> DuckDB type, in order) and its files."""

    zone: str
    table: str
    rows: int
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
    """SHA-256 of the manifest file as it lies on disk."""
    return hashlib.sha256((release / MANIFEST_FILE).read_bytes()).hexdigest()


def read_manifest(release: Path) -> Manifest:
    content = _read_json(release / MANIFEST_FILE)
    tables = tuple(
        ReleasedTable(**{**table, "files": tuple(ReleasedFile(**file) for file in table["files"])})
        for table in content.pop("tables")
    )
    databases = tuple(ReleasedFile(**file) for file in content.pop("databases"))
    batches = tuple(content.pop("source_batches"))
    return Manifest(**content, source_batches=batches, tables=tables, databases=databases)


def write_manifest(manifest: Manifest, release: Path) -> None:
    write_json(release / MANIFEST_FILE, asdict(manifest))


def read_verdict(release: Path) -> Verdict:
    content = _read_json(release / VERDICT_FILE)
    for derived in ("passed", "critical_failures", "warnings"):
        content.pop(derived)
    checks = tuple(Check(**check) for check in content.pop("checks"))
    return Verdict(**content, checks=checks)


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


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReleaseError(f"{path}: not found; a release without it cannot be trusted, build it again") from None
    except json.JSONDecodeError as fault:
        raise ReleaseError(f"{path}: not readable as JSON ({fault}); build the release again") from None
    return content
