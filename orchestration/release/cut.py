"""Takes the rows of erased households out of a published release, without touching what readers see of it.

The open zone, and the figures of areas, stay as they were published. Tables with a row per household lose rows, and
the texts of the audit lose the pseudonyms. Manifest, verdict and changes are bound anew. Not here: which releases are
kept (retention.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb

from orchestration.landing.read.deliveries import sha256_of
from orchestration.landing.tombstones import HOUSEHOLD_KEY
from orchestration.names import RESTRICTED
from orchestration.record import write_whole
from orchestration.release.acts import ERASE, By, new_act
from orchestration.release.changes import bind_changes, read_changes
from orchestration.release.comments import parquet_options
from orchestration.release.history import audit_digest
from orchestration.release.manifest import (
    Manifest,
    ReleasedTable,
    manifest_digest,
    read_manifest,
    write_manifest,
)
from orchestration.release.staged import Change
from orchestration.release.verdict import (
    CHANGES_FILE,
    CHANGES_PAGE,
    DATA_DOCS_FOLDER,
    VERDICT_FILE,
    Verdict,
    read_verdict,
    write_verdict,
)
from orchestration.warehouse import count_and_digest, parquet_rows, sql_text

# Table of the connection with the pseudonyms that are erased.
KEYS_TABLE: Final = "erased_keys"
_IN_PLACE: Final = "(erased)"
_HOUSEHOLDS: Final = "fct_household"


def rows_of_erased(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """How many rows of the Parquet file are of the households."""
    row = connection.execute(
        f"select count(*) from {parquet_rows(path)} where {HOUSEHOLD_KEY} in (from {KEYS_TABLE})"
    ).fetchone()
    return int(row[0]) if row else 0


def cut_release(
    connection: duckdb.DuckDBPyConnection,
    change: Change,
    release: Path,
    *,
    keys: Sequence[str],
    by: By,
    contracts: Path,
) -> int:
    """Prepare the release without the households, and return how many rows it loses; 0 where it holds none of them."""
    manifest = read_manifest(release)
    rows = {table.table: number for table in _of_households(manifest) if (number := _count(connection, release, table))}
    pages = [path for path in _texts(release) if _holds(path, keys)]
    if not rows and not pages:
        return 0
    made = change.folder / release.name
    _shadow(release, made)
    for page in pages:
        _write_without(page, made / page.relative_to(release), keys)
    tables = tuple(
        _cut_table(connection, release, made, table, contracts=contracts)
        if table.zone == RESTRICTED and table.table in rows
        else table
        for table in manifest.tables
    )
    erased = _added(manifest.erased, connection, release) if _HOUSEHOLDS in rows else manifest.erased
    _bind(release, made, manifest.model_copy(update={"tables": tables, "erased": erased}), keys=keys)
    _move(change, made, release)
    change.acts.append(
        new_act(
            ERASE,
            by,
            release_id=release.name,
            rows=sum(rows.values()),
            manifest_sha256=manifest_digest(made),
            audit_sha256=audit_digest(made),
        )
    )
    return sum(rows.values())


def _move(change: Change, made: Path, release: Path) -> None:
    for path in sorted(made.rglob("*")):
        if path.is_file() and not _is_same(path, release / path.relative_to(made)):
            change.move(path, release / path.relative_to(made))


def _of_households(manifest: Manifest) -> Iterator[ReleasedTable]:
    yield from (each for each in manifest.tables if each.zone == RESTRICTED and HOUSEHOLD_KEY in each.columns)


def _count(connection: duckdb.DuckDBPyConnection, release: Path, table: ReleasedTable) -> int:
    return sum(rows_of_erased(connection, release / file.path) for file in table.files)


def _texts(release: Path) -> Iterator[Path]:
    """What the audit found in the restricted zone. Readers get no part of it."""
    yield from (path for path in sorted((release / RESTRICTED / DATA_DOCS_FOLDER).rglob("*")) if path.is_file())
    yield from (path for path in (release / RESTRICTED / VERDICT_FILE, _page(release)) if path.is_file())


def _page(release: Path) -> Path:
    return release / RESTRICTED / CHANGES_PAGE


def _holds(path: Path, keys: Sequence[str]) -> bool:
    content = path.read_bytes()
    return any(key.encode() in content for key in keys)


def _shadow(release: Path, made: Path) -> None:
    """The records and texts of the release under second names, of which some are then written anew."""
    for zone in (Path(), Path(RESTRICTED)):
        (made / zone).mkdir(parents=True, exist_ok=True)
        if (release / zone / DATA_DOCS_FOLDER).is_dir():
            shutil.copytree(
                release / zone / DATA_DOCS_FOLDER, made / zone / DATA_DOCS_FOLDER, copy_function=_second_name
            )
        for name in (CHANGES_FILE, CHANGES_PAGE):
            if (release / zone / name).is_file():
                _second_name(release / zone / name, made / zone / name)


def _second_name(source: str | Path, target: str | Path) -> None:
    """The same file, or a copy where the disk of the releases is another one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write_without(source: Path, target: Path, keys: Sequence[str]) -> None:
    target.unlink(missing_ok=True)
    write_whole(target, _without(source.read_text(encoding="utf-8"), keys), mode=0o600)


def _without(text: str, keys: Sequence[str]) -> str:
    for key in keys:
        text = text.replace(key, _IN_PLACE)
    return text


def _cut_table(
    connection: duckdb.DuckDBPyConnection, release: Path, made: Path, table: ReleasedTable, *, contracts: Path
) -> ReleasedTable:
    (file,) = table.files
    path = made / file.path
    options = parquet_options(table.table, zone=RESTRICTED, release_id=release.name, contracts=contracts)
    rows = f"(from {parquet_rows(release / file.path)} where {HOUSEHOLD_KEY} not in (from {KEYS_TABLE}))"
    connection.execute(f"copy {rows} to {sql_text(path)} {options}")
    number, digest = count_and_digest(connection, parquet_rows(path))
    cut = file.model_copy(update={"bytes": path.stat().st_size, "sha256": sha256_of(path)})
    return table.model_copy(update={"rows": number, "rows_digest": digest, "files": (cut,)})


def _added(
    erased: dict[str, dict[str, int]], connection: duckdb.DuckDBPyConnection, release: Path
) -> dict[str, dict[str, int]]:
    """Households that were erased from the release, by round and district, with those that it loses now."""
    total = {survey_round: dict(districts) for survey_round, districts in erased.items()}
    rows = parquet_rows(release / RESTRICTED / f"{_HOUSEHOLDS}.parquet")
    lost = connection.execute(
        f"select survey_round, left(coalesce(village_code, ''), 4), count(*) from {rows} "
        f"where {HOUSEHOLD_KEY} in (from {KEYS_TABLE}) group by all"
    ).fetchall()
    for survey_round, district, number in lost:
        of_round = total.setdefault(survey_round, {})
        of_round[district] = of_round.get(district, 0) + number
    return total


def _bind(release: Path, made: Path, manifest: Manifest, *, keys: Sequence[str]) -> None:
    """Write the records anew, each bound to the new manifest."""
    write_manifest(manifest, made)
    text = read_verdict(release).model_copy(update={"manifest_sha256": manifest_digest(made)}).model_dump_json()
    (made / RESTRICTED / VERDICT_FILE).unlink(missing_ok=True)
    write_verdict(Verdict.model_validate_json(_without(text, keys)).model_copy(update={"evidence_sha256": None}), made)
    if changes := read_changes(release):
        bind_changes(changes, made)


def _is_same(path: Path, other: Path) -> bool:
    return other.is_file() and path.samefile(other)
