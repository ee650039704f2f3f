"""The manifest: what a release holds and where it came from. Its digest binds the verdict to it.

Readers get the open tables and the names of the source files; the whole manifest is in `restricted/`.

Not here: the verdict (verdict.py), building the files that the manifest describes (candidate.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Self

from pydantic import Field

from orchestration.errors import ReleaseError
from orchestration.names import OPEN
from orchestration.record import Many, Record, read_bytes
from orchestration.release.two_records import TwofoldRecord, read_whole, write_both
from orchestration.waivers import Waiver

MANIFEST_FILE: Final = "manifest.json"
_REMEDY: Final = (
    "propose the candidate again; of a published release, bring the folder back from a backup, or go back to another "
    "release with `make rollback TO=<release id>`"
)


class ReleasedFile(Record):
    """One file of a release; `path` is relative to the release's folder.

    `carried_from` is the release that wrote the file, or, with `carried_rounds`, the one that the rows of these survey
    rounds were taken from. A file that is of its own release alone has neither.
    """

    path: str
    bytes: int
    sha256: str
    carried_from: str = ""
    carried_rounds: Many[str] = ()


class ReleasedTable(Record):
    """One table in one zone: its rows, its columns (name -> DuckDB type, in order) and its files.

    `rows_digest` covers every cell and ignores the order of rows, in which two runs may differ.
    """

    zone: str
    table: str
    rows: int
    rows_digest: str
    columns: dict[str, str]
    files: Many[ReleasedFile]


class RoundVintage(Record):
    """The vintage of a survey round. `on` is empty where nobody declared the vintage.

    `release_id` is the last release in which open figures were computed from households of the round. `breakdowns` is
    `final` where figures by kind of household are those of the final vintage, and `withheld` where there are none.
    Otherwise they are of the vintage itself. `flows` are those from the round before. It is `earlier` where they
    are of an earlier vintage of either round, and `withheld` where there are none.
    """

    round: str
    kind: str
    on: str = ""
    text: str
    release_id: str
    breakdowns: str = ""
    flows: str = ""


class Manifest(TwofoldRecord):
    """Everything about a release except the audit's judgement. `waivers` are those that the audit had to apply.

    `site` are the files of the pages for people, `exports` those for people and programs that do not query. A release
    of an earlier version has none of them. `engine` built the models, DuckDB where a manifest of an earlier version
    names none.
    """

    release_id: str
    proposed_at: str
    code_version: str
    dbt_invocation_id: str
    engine: str = ""
    is_synthetic: bool
    variables: dict[str, Any]
    source_batches: Many[dict[str, Any]]
    tables: Many[ReleasedTable]
    databases: Many[ReleasedFile]
    site: Many[ReleasedFile] = ()
    exports: Many[ReleasedFile] = ()
    waivers: Many[Waiver] = ()
    vintages: Many[RoundVintage] = ()
    erased: dict[str, dict[str, int]] = Field(default_factory=dict)
    """Survey round -> district -> households that were erased from the release after its publication."""

    def for_readers(self) -> Self:
        """Without the tables of the restricted zone, the numbers of rows that landed, and what was erased."""
        tables = tuple(table for table in self.tables if table.zone == OPEN)
        return self.model_copy(
            update={"source_batches": without_rows(self.source_batches), "tables": tables, "erased": {}}
        )

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
        yield from self.site
        yield from self.exports


def without_rows(batches: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The source batches without the numbers of their rows, which are rows of houses, households and cases."""
    return tuple({name: value for name, value in batch.items() if not name.startswith("rows_")} for batch in batches)


def manifest_digest(release: Path) -> str:
    """SHA-256 of the readers' file, which names that of the whole manifest. Raises ReleaseError if there is none."""
    return hashlib.sha256(read_bytes(release / MANIFEST_FILE, error=ReleaseError, remedy=_REMEDY)).hexdigest()


def read_manifest(release: Path) -> Manifest:
    """The whole manifest. Raises ReleaseError with the file, every fault of its content and the remedy."""
    return read_whole(Manifest, release, MANIFEST_FILE, remedy=_REMEDY)


def write_manifest(manifest: Manifest, release: Path) -> None:
    write_both(manifest, release, MANIFEST_FILE, content=_content, remedy=_REMEDY)


def _content(manifest: Manifest) -> dict[str, Any]:
    # A part that a release has none of is left out, as in the manifests written before the part existed.
    return manifest.model_dump(exclude_defaults=True)
