"""Builds a kept release once more, from exactly the batches its manifest names, and compares every table.

The work happens in a scratch folder. Landing, the warehouse and the published release do not change. Not here: the
build (dbt_project), the writing of a candidate (release/candidate.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.dbt_command import (
    DBT_EXECUTABLE,
    DBT_PROJECT,
    dbt_build_arguments,
    dbt_environment,
    dbt_target,
)
from orchestration.disclosure.vintages import Declaration, text_of
from orchestration.errors import ReleaseError
from orchestration.landing.lay_out import lay_out_landing
from orchestration.landing.receipt import DAMAGED, RECEIPT_FILE, SUPERSEDED, read_receipt
from orchestration.landing.verify import verify_landing
from orchestration.names import OPEN, RELEASE_TABLE
from orchestration.record import write_whole
from orchestration.recover import at_work
from orchestration.release.candidate import propose_release
from orchestration.release.former import keys_of
from orchestration.release.history import current_release, released
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.settings import SPARK, Settings
from orchestration.spark import refuse_shared_catalogue
from orchestration.warehouse_build import begin_build, end_build


@dataclass(frozen=True)
class Reproduction:
    """The result. `differing`: zone and table, in words; empty if every table holds the same rows as before.

    `carried` are releases from which files were carried whole: those are built again with their own release.
    """

    release_id: str
    batches: int
    tables: int
    rows: int
    differing: tuple[str, ...]
    code_then: str
    code_now: str
    carried: tuple[str, ...] = ()
    has_erased: bool = False

    @property
    def is_same(self) -> bool:
        return not self.differing

    def __str__(self) -> str:
        whence = f"release {self.release_id}, built again from its {self.batches} batches: "
        code = (
            "by the same code"
            if self.code_then == self.code_now
            else (f"by code {self.code_now}, the release was made by {self.code_then}")
        )
        if self.is_same:
            others = "; other open tables were carried, and are built again with release " if self.carried else ""
            carried = others + ", ".join(self.carried)
            return f"{whence}{self.tables} tables, {self.rows:,} rows, every one the same, {code}{carried}"
        erased = "; households were erased, whom figures of the release count" if self.has_erased else ""
        differ = f"{whence}{len(self.differing)} of {self.tables} tables differ, {code}{erased}"
        return "\n  ".join((differ, *self.differing))


def reproduce_release(
    settings: Settings, release_id: str, *, log: Callable[[str], None] = lambda _: None
) -> Reproduction:
    """Build the release again and compare its tables, row by row in any order.

    An empty `release_id` is the current release. Raises ReleaseError if the release is not kept, if one of its batches
    is gone, or if today's models cannot be built from its batches.
    """
    if settings.engine == SPARK:
        refuse_shared_catalogue(settings, what="builds a release once more beside the warehouse")
    apart = replace(settings, data_dir=settings.scratch / "reproduce", spark=replace(settings.spark, tables=None))
    with at_work(settings, log=log):
        release = _kept(settings, release_id)
        manifest = read_manifest(release)
        apart = replace(apart, poverty_cutoff=manifest.variables["cutoff_k"])
        shutil.rmtree(apart.data_dir, ignore_errors=True)
        try:
            _lay_out_landing(settings, apart, manifest)
            _declare(apart, manifest)
            log(f"{len(manifest.source_batches)} batches found; dbt builds the models from them")
            _build(apart, manifest)
            again = read_manifest(propose_release(apart, log=log, again=release))
        finally:
            shutil.rmtree(apart.data_dir, ignore_errors=True)
    return compare_manifests(manifest, again)


def _kept(settings: Settings, release_id: str) -> Path:
    kept, current = released(settings), current_release(settings)
    if current is None:
        raise ReleaseError("published/current: nothing is published yet; there is nothing to build again")
    wanted = release_id or current.name
    if wanted not in kept:
        raise ReleaseError(f"releases: found no release {wanted}, expected one of {', '.join(kept)}; name one of them")
    return settings.releases / wanted


def _lay_out_landing(settings: Settings, apart: Settings, manifest: Manifest) -> None:
    """Link the release's batches, also those replaced since, into a landing of their own, and verify them there."""
    receipts = (path for path in settings.landing.rglob(RECEIPT_FILE) if settings.landing / DAMAGED not in path.parents)
    folders = {read_receipt(path.parent).batch_id: path.parent for path in receipts}
    _refuse_former_key(manifest, {read_receipt(folder).key_id for folder in folders.values()})
    if gone := [batch for batch in manifest.source_batches if batch["batch_id"] not in folders]:
        names = ", ".join(f"{batch['batch_id']} of {batch['source_file']}" for batch in gone)
        raise ReleaseError(
            f"landing: {len(gone)} of the release's batches are neither there nor in {SUPERSEDED}: {names}; "
            "bring back the folders, without them the release cannot be built again"
        )
    for batch in manifest.source_batches:
        place = apart.landing / batch["feed"] / batch["entity"] / batch["batch_id"]
        place.mkdir(parents=True)
        for file in folders[batch["batch_id"]].iterdir():
            (place / file.name).symlink_to(file.resolve())
    verify_landing(apart, whole=True)
    lay_out_landing(apart)


def _refuse_former_key(manifest: Manifest, landed: set[str]) -> None:
    """Raise ReleaseError for a release under a former key: landing has the same rows under other pseudonyms."""
    keys = keys_of(manifest)
    if landed and keys and not keys & landed:
        raise ReleaseError(
            f"release {manifest.release_id} has pseudonyms of key {', '.join(sorted(keys))}, and landing has those of "
            f"{', '.join(sorted(landed))} since the key was changed: it cannot be built again; name a release that was "
            "published since"
        )


def _declare(apart: Settings, manifest: Manifest) -> None:
    """The vintages of the release. One that nobody declared follows from landing again."""
    declared = tuple(
        Declaration.model_validate({"round": each.round, "kind": each.kind, "on": each.on})
        for each in manifest.vintages
        if each.on
    )
    if declared:
        write_whole(apart.vintages_file, text_of(declared, before=""))


def _build(apart: Settings, manifest: Manifest) -> None:
    for folder in (apart.warehouse_dir, apart.scratch):
        folder.mkdir(parents=True, exist_ok=True)
    build = begin_build(apart, is_whole=True)
    arguments = [*dbt_build_arguments(build.source.variables), "--exclude-resource-type", "test"]
    result = subprocess.run(
        [DBT_EXECUTABLE, "--quiet", *arguments, "--target-path", str(dbt_target(apart))],
        cwd=DBT_PROJECT,
        env={**os.environ, **dbt_environment(apart)},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise ReleaseError(
            f"release {manifest.release_id} was made by code {manifest.code_version}; today's models cannot be built "
            f"from its batches:\n{result.stdout}{result.stderr}".rstrip()
        )
    end_build(apart, build)


def compare_manifests(then: Manifest, now: Manifest) -> Reproduction:
    """Tables of the release that hold other rows now, without the table that describes the release."""
    whole = {table.table: file.carried_from for table in then.tables for file in table.files if not file.carried_rounds}
    carried = {table: origin for table, origin in whole.items() if origin}
    before, after = (
        {
            (table.zone, table.table): table
            for table in manifest.tables
            if table.table != RELEASE_TABLE and not (table.zone == OPEN and table.table in carried)
        }
        for manifest in (then, now)
    )
    differing = []
    for zone, table in sorted(before.keys() | after.keys()):
        old, new = before.get((zone, table)), after.get((zone, table))
        if old is None or new is None:
            differing.append(f"{zone}/{table}: {'not in the release' if old is None else 'not built any more'}")
        elif (old.rows, old.rows_digest) != (new.rows, new.rows_digest):
            rows = "other values" if old.rows == new.rows else f"{new.rows:,} rows"
            differing.append(f"{zone}/{table}: {old.rows:,} rows in the release, {rows} built again")
    return Reproduction(
        release_id=then.release_id,
        batches=len(then.source_batches),
        tables=len(before),
        rows=sum(table.rows for table in before.values()),
        differing=tuple(differing),
        code_then=then.code_version,
        code_now=now.code_version,
        carried=tuple(dict.fromkeys(carried.values())),
        has_erased=bool(then.erased),
    )
