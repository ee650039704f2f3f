"""A release made by hand: two open tables with their database and one restricted table, with manifest and verdict.

What is not here: what a real release holds (candidate.py), any rule of publication.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import duckdb

from orchestration.names import OPEN, RESTRICTED
from orchestration.release.manifest import (
    Manifest,
    ReleasedFile,
    ReleasedTable,
    manifest_digest,
    read_manifest,
    write_manifest,
)
from orchestration.release.verdict import CRITICAL, Check, Verdict, write_verdict
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import count_and_digest, parquet_rows

DATABASE = f"{OPEN}/warehouse.duckdb"
AREAS = "select range as area, 'area ' || range as name, range * 0.5 as rate from range(3)"
HOUSEHOLDS = "select range as household, md5(range::varchar) as household_key from range({rows})"
RELEASE = "select '{release_id}' as release_id, 1 as rows"
PASSED = Check(
    name="it_holds",
    subject="hierarchy",
    table="area",
    severity=CRITICAL,
    passed=True,
    observed="nothing amiss",
    expected="nothing amiss",
    sentence="It holds.",
)
FAILED = PASSED.model_copy(
    update={
        "name": "sums_agree",
        "passed": False,
        "observed": "3 areas",
        "sentence": "Villages sum to their subdistrict.",
    }
)


def settings_of(folder: Path, *, keep: int | None = 5) -> Settings:
    """`keep` None: the rules of days and months."""
    return load_settings(
        {
            "SDG_DATA_DIR": str(folder),
            "SDG_THREADS": "2",
            "SDG_MEMORY_LIMIT": "512MB",
            "SDG_KEEP_RELEASES": str(keep or ""),
        }
    )


def released_file(release: Path, path: str) -> ReleasedFile:
    content = (release / path).read_bytes()
    return ReleasedFile(path=path, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def write_table(release: Path, path: str, query: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query}) to '{release / path}' (format parquet)")


def write_database(release: Path, query_of: dict[str, str]) -> None:
    """Replace the open database by one with these tables."""
    (release / DATABASE).unlink(missing_ok=True)
    with duckdb.connect(str(release / DATABASE)) as connection:
        for table, query in query_of.items():
            connection.execute(f"create table {table} as {query}")


def described_table(release: Path, zone: str, table: str) -> ReleasedTable:
    path = f"{zone}/{table}.parquet"
    with duckdb.connect() as connection:
        relation = connection.sql(f"from read_parquet('{release / path}')")
        columns = dict(zip(relation.columns, map(str, relation.types), strict=True))
        rows, digest = count_and_digest(connection, parquet_rows(release / path))
    files = (released_file(release, path),)
    return ReleasedTable(zone=zone, table=table, rows=rows, rows_digest=digest, columns=columns, files=files)


def make_release(folder: Path, *, rows: int = 5, code_version: str = "0.1.0+00000000") -> Path:
    """Write the files and the manifest into `folder`, whose name is the release's; no verdict yet."""
    release_query = RELEASE.format(release_id=folder.name)
    for zone in (OPEN, RESTRICTED):
        (folder / zone).mkdir(parents=True)
        write_table(folder, f"{zone}/release.parquet", release_query)
    (folder / RESTRICTED).chmod(0o700)
    write_table(folder, f"{OPEN}/area.parquet", AREAS)
    write_table(folder, f"{RESTRICTED}/household.parquet", HOUSEHOLDS.format(rows=rows))
    write_database(folder, {"area": AREAS, "release": release_query})
    tables = ((OPEN, "area"), (RESTRICTED, "household"), (OPEN, "release"), (RESTRICTED, "release"))
    write_manifest(
        Manifest(
            release_id=folder.name,
            proposed_at="2024-01-01T00:00:00+00:00",
            code_version=code_version,
            dbt_invocation_id="dbt",
            is_synthetic=True,
            variables={"cutoff_k": 0.26},
            source_batches=(
                {"feed": "house_registry", "entity": "house_registry", "batch_id": "b1", "source_file": "houses.csv"},
            ),
            tables=tuple(described_table(folder, zone, table) for zone, table in tables),
            databases=(released_file(folder, DATABASE),),
        ),
        folder,
    )
    return folder


def verdict_on(release: Path, *checks: Check) -> Verdict:
    return Verdict(
        release_id=read_manifest(release).release_id,
        manifest_sha256=manifest_digest(release),
        audited_at="2024-01-01T01:00:00+00:00",
        checks=checks,
    )


def judge(release: Path, *checks: Check) -> Path:
    """Write a verdict of these checks on the release as it lies there."""
    write_verdict(verdict_on(release, *checks), release)
    (release / "quality").mkdir(exist_ok=True)
    (release / "quality" / "index.html").write_text("<h1>Data Docs</h1>", encoding="utf-8")
    return release


def change_manifest(release: Path, change: Callable[[Manifest], Manifest]) -> None:
    write_manifest(change(read_manifest(release)), release)


def describe_again(release: Path, *, but: Sequence[str] = ()) -> None:
    """Let the manifest name the files as they lie there now; `but` are fields of a table that stay as they were."""

    def described(table: ReleasedTable) -> ReleasedTable:
        now = described_table(release, table.zone, table.table)
        return now.model_copy(update={field: getattr(table, field) for field in but})

    change_manifest(
        release,
        lambda manifest: manifest.model_copy(
            update={
                "tables": tuple(described(table) for table in manifest.tables),
                "databases": tuple(released_file(release, database.path) for database in manifest.databases),
            }
        ),
    )


def waiting(settings: Settings, name: str, *, rows: int = 5, code_version: str = "0.1.0+00000000") -> Path:
    """A candidate that passed its audit. Candidates of the same kind are made once and copied."""
    candidate = settings.candidates / name
    shutil.copytree(_made(name, rows, code_version), candidate)
    return candidate


@cache
def _made(name: str, rows: int, code_version: str) -> Path:
    folder = Path(_templates().name) / f"{rows}-{code_version}" / name
    return judge(make_release(folder, rows=rows, code_version=code_version), PASSED)


@cache
def _templates() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process of the tests ends."""
    return tempfile.TemporaryDirectory(prefix="sdg-releases-")
