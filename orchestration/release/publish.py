"""Publishes a candidate, or goes back to an earlier release: one atomic switch of `published/current`.

Nothing is published without a passed verdict that is bound to the manifest, and files that match the manifest.
Not here: building (candidate.py) and judging (expectations/) a candidate.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.errors import ReleaseError
from orchestration.names import RELEASE_TABLE
from orchestration.release.manifest import MANIFEST_FILE, Manifest, manifest_digest, read_manifest
from orchestration.release.verdict import DATA_DOCS_FOLDER, VERDICT_FILE, read_verdict
from orchestration.settings import Settings
from orchestration.zones import protect_release, readers_folder

HISTORY_FILE = "history.jsonl"
# What lies in a release without being named by its manifest: the manifest itself, and what the audit left.
_UNNAMED_PARTS = (MANIFEST_FILE, VERDICT_FILE, DATA_DOCS_FOLDER)


@dataclass(frozen=True)
class Publication:
    """What readers see now. `is_new` is False where the candidate would have changed nothing."""

    release_id: str
    is_new: bool
    previous_release_id: str | None


def current_release(settings: Settings) -> Path | None:
    """Folder of the release that readers see, or None before the first publication."""
    return settings.current.resolve() if settings.current.is_symlink() else None


def sole_candidate(settings: Settings) -> Path:
    """The candidate that waits. Raises ReleaseError if there is none."""
    candidates = sorted(settings.candidates.glob("*")) if settings.candidates.exists() else []
    if len(candidates) != 1:
        raise ReleaseError(f"candidates: found {len(candidates)}, expected one; run the candidate asset first")
    return candidates[0]


def publish_release(settings: Settings, *, log: Callable[[str], None] = lambda _: None) -> Publication:
    """Move the candidate to the releases and switch readers to it.

    A candidate with the tables, sources and code of the current release is dropped: there is nothing to publish. Raises
    ReleaseError if the verdict is missing, belongs to another manifest or did not pass. A file that changed, or that
    the manifest does not name, is an error too.
    """
    candidate = sole_candidate(settings)
    refuse_unfit(candidate)
    before = current_release(settings)
    if before and _holds_the_same(candidate, before):
        shutil.rmtree(candidate)
        log(f"release {before.name} stays current: the candidate holds the same tables from the same sources")
        return Publication(before.name, False, before.name)
    release = settings.releases / candidate.name
    readers_folder(settings.releases)
    protect_release(candidate)
    candidate.rename(release)
    _switch(settings, release, action="publish")
    for dropped in _drop_old_releases(settings):
        log(f"release {dropped} removed: the newest {settings.keep_releases} are kept")
    log(f"release {release.name} is published")
    return Publication(release.name, True, before.name if before else None)


def rollback_release(settings: Settings, *, to: str | None = None) -> Publication:
    """Switch readers back to the release `to`, by default the one before the current.

    Raises ReleaseError if there is no such release or its files are not what its manifest says.
    """
    current = current_release(settings)
    kept = released(settings)
    if current is None:
        raise ReleaseError("published/current: nothing is published yet; there is nothing to go back from")
    earlier = [name for name in kept if name < current.name]
    if to is None and not earlier:
        others = [name for name in kept if name != current.name]
        advice = f"name one of {', '.join(others)}" if others else "it is the only one kept"
        raise ReleaseError(f"releases: found none before {current.name}; {advice}")
    target = to or earlier[-1]
    if target not in kept:
        raise ReleaseError(f"releases: found no release {target}, expected one of {', '.join(kept)}; name one of them")
    release = settings.releases / target
    refuse_unfit(release)
    _switch(settings, release, action="rollback")
    return Publication(target, target != current.name, current.name)


def released(settings: Settings) -> list[str]:
    """Identifiers of the kept releases, oldest first."""
    return sorted(path.name for path in settings.releases.glob("*")) if settings.releases.exists() else []


def refuse_unfit(release: Path) -> None:
    """Raise ReleaseError unless verdict, manifest and files belong together and the verdict passed."""
    manifest, verdict = read_manifest(release), read_verdict(release)
    if verdict.release_id != manifest.release_id or verdict.manifest_sha256 != manifest_digest(release):
        raise ReleaseError(
            f"release {release.name}: its verdict belongs to another manifest ({verdict.release_id}), "
            "expected the verdict on this one; audit the candidate again"
        )
    if not verdict.passed:
        failed = "\n".join(
            f"  {check.name}: {check.sentence} Found {check.observed}." for check in verdict.critical_failures
        )
        raise ReleaseError(f"release {release.name} is not fit for publication:\n{failed or '  no check was made'}")
    faults = [f"{path} changed after the audit" for path in _changed_files(release, manifest)]
    faults += [f"{path} is not named by the manifest" for path in _unnamed_files(release, manifest)]
    if faults:
        raise ReleaseError(
            f"release {release.name}: {'; '.join(faults)}; expected the files the manifest names, unchanged, and no "
            "other; remove what does not belong there, or propose and audit again"
        )


def _changed_files(release: Path, manifest: Manifest) -> list[str]:
    """A link counts as changed, because its target may change after the switch."""
    changed = []
    for released_file in manifest.files():
        path = release / released_file.path
        if path.is_symlink() or not path.is_file() or path.stat().st_size != released_file.bytes:
            changed.append(released_file.path)
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != released_file.sha256:
                changed.append(released_file.path)
    return changed


def _unnamed_files(release: Path, manifest: Manifest) -> list[str]:
    """Files and links without an audit, which readers would get with the release."""
    named = {file.path for file in manifest.files()}
    found = (path.relative_to(release) for path in sorted(release.rglob("*")) if path.is_symlink() or not path.is_dir())
    return [path.as_posix() for path in found if path.as_posix() not in named and path.parts[0] not in _UNNAMED_PARTS]


def _holds_the_same(candidate: Path, release: Path) -> bool:
    return _content(read_manifest(candidate)) == _content(read_manifest(release))


def _content(manifest: Manifest) -> tuple[object, ...]:
    """Everything but the moment, the order of rows, the release table, the databases and the identifiers."""
    tables = {
        (table.zone, table.table, table.rows, table.rows_digest)
        for table in manifest.tables
        if table.table != RELEASE_TABLE
    }
    return manifest.code_version, manifest.variables, manifest.source_batches, tables


def _switch(settings: Settings, release: Path, *, action: str) -> None:
    """Point `current` at the release in one rename, then write the history."""
    readers_folder(settings.published)
    link = settings.published / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("..") / settings.releases.name / release.name)
    os.replace(link, settings.current)
    entry = {
        "action": action,
        "release_id": release.name,
        "manifest_sha256": manifest_digest(release),
        "switched_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with (settings.published / HISTORY_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def _drop_old_releases(settings: Settings) -> list[str]:
    current = current_release(settings)
    kept = released(settings)
    surplus = [name for name in kept[: max(0, len(kept) - settings.keep_releases)] if current and name != current.name]
    for name in surplus:
        shutil.rmtree(settings.releases / name)
    return surplus
