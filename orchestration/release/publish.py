"""Publishes a candidate, or goes back to an earlier release, and keeps the last releases that readers had.

Nothing is published without a passed verdict that is bound to the manifest, and files that match the manifest.
Not here: building (candidate.py) and judging (expectations/) a candidate, the switch of `published/current`
(pointer.py), the history of switches (history.py).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RELEASE_TABLE
from orchestration.record import sync
from orchestration.release.history import (
    DONE,
    FOUND,
    HISTORY_FILE,
    LOST,
    ROLLBACK,
    SETTLED,
    STRAY,
    audit_digest,
    current_release,
    kept_of,
    new_switch,
    read_history,
    read_recorded,
    released,
    to_retire,
    unpublished,
    write_history,
)
from orchestration.release.manifest import MANIFEST_FILE, Manifest, ReleasedFile, manifest_digest, read_manifest
from orchestration.release.pointer import remove_release, switch
from orchestration.release.verdict import DATA_DOCS_FOLDER, VERDICT_FILE, is_record, read_verdict
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.zones import protect_release, readers_folder


@dataclass(frozen=True)
class Publication:
    """What readers see now. `is_new` is False where the candidate would have changed nothing."""

    release_id: str
    is_new: bool
    previous_release_id: str | None


def sole_candidate(settings: Settings) -> Path:
    """The candidate that waits. Raises ReleaseError if there is none."""
    found = settings.candidates.glob("*") if settings.candidates.is_dir() else ()
    candidates = sorted(path for path in found if path.is_dir() and path.name[0] != ".")
    if len(candidates) != 1:
        raise ReleaseError(f"candidates: found {len(candidates)}, expected one; run the candidate asset first")
    return candidates[0]


@says_storage_faults
def publish_release(settings: Settings, *, log: Callable[[str], None] = lambda _: None) -> Publication:
    """Move the candidate to the releases and switch readers to it.

    A candidate with the tables, sources and code of the current release is dropped: there is nothing to publish. So is
    one with those of a release that a rollback withdrew: a person brings it back, not the next run. Raises ReleaseError
    if the verdict is missing, belongs to another manifest or did not pass. A file that changed, or that the manifest
    does not name, is an error too.
    """
    candidate = sole_candidate(settings)
    for stray in _strays(candidate):
        stray.unlink()
    refuse_unfit(candidate)
    before = current_release(settings)
    if before and _holds_the_same(candidate, before):
        shutil.rmtree(candidate)
        log(f"release {before.name} stays current: the candidate holds the same tables from the same sources")
        return Publication(before.name, False, before.name)
    if before and (withdrawn := _withdrawn_with_the_same(settings, candidate)):
        shutil.rmtree(candidate)
        log(
            f"release {before.name} stays current: the candidate holds what a rollback withdrew with release "
            f"{withdrawn}; `make rollback TO={withdrawn}` brings it back"
        )
        return Publication(before.name, False, before.name)
    release = settings.releases / candidate.name
    if os.path.lexists(release):
        raise ReleaseError(
            f"releases: found {candidate.name} there already, expected a free name; propose the candidate again, which "
            "takes a name of its own"
        )
    readers_folder(settings.releases)
    protect_release(candidate)
    _sync(candidate)
    retired = to_retire(settings, new=candidate.name)
    entry = new_switch(candidate, action="publish", retired=retired)
    switch(settings, entry, prepare=lambda: _move(candidate, release))
    for line in _drop_old_releases(settings, new=release.name):
        log(line)
    log(f"release {release.name} is published")
    return Publication(release.name, True, before.name if before else None)


@says_storage_faults
def rollback_release(
    settings: Settings, *, to: str | None = None, log: Callable[[str], None] = lambda _: None
) -> Publication:
    """Switch readers back to the release `to`, by default the one that they had before the current.

    A release that was withdrawn by a rollback does not come back by default. Where readers went back already and no
    command said so, the rollback goes no further. Raises ReleaseError if there is no such release or its files are not
    what its manifest says.
    """
    current = current_release(settings)
    if current is None:
        raise ReleaseError("published/current: nothing is published yet; there is nothing to go back from")
    if to is None and (already := _went_back_already(settings)):
        return already
    target = to or _release_before(settings, current.name)
    _refuse_unknown(settings, target)
    release = settings.releases / target
    refuse_unfit(release)
    if fault := fault_of_audit(settings, release):
        log(fault)
    if target != current.name:
        switch(settings, new_switch(release, action=ROLLBACK))
    return Publication(target, target != current.name, current.name)


def _went_back_already(settings: Settings) -> Publication | None:
    """The last switch, if it is the way back that is asked for: a rollback that was broken off, or a lost release.

    The switch is recorded as done, and the next rollback goes further.
    """
    recorded = read_recorded(settings)
    if not recorded.switches or recorded.switches[-1].state != SETTLED:
        return None
    *earlier, last = recorded.switches
    if last.action not in (ROLLBACK, LOST) or not earlier:
        return None
    before = replace(recorded, lines=recorded.lines[:-1])
    write_history(settings, before, last.model_copy(update={"state": DONE}))
    return Publication(last.release_id, True, earlier[-1].release_id)


def _release_before(settings: Settings, current: str) -> str:
    history = read_history(settings)
    standing = history.standing
    if history.switches[-1].action == FOUND and (unknown := unpublished(settings)):
        raise ReleaseError(
            f"{HISTORY_FILE}: found no line that led to {current} and none of {', '.join(unknown)}, which may be the "
            "one before; bring the file back from a backup, or name the release to go back to"
        )
    earlier = standing[: standing.index(current)]
    kept = kept_of(settings, earlier)
    if kept and kept[-1] == earlier[-1]:
        return kept[-1]
    if kept:
        raise ReleaseError(
            f"releases/{earlier[-1]}: not found, expected the release that readers had before {current}; bring it back "
            f"from a backup, or name one of {', '.join(kept)}"
        )
    others = [name for name in released(settings) if name != current]
    advice = f"name one of {', '.join(others)}" if others else "it is the only one kept"
    raise ReleaseError(f"releases: found none before {current}; {advice}")


def _refuse_unknown(settings: Settings, target: str) -> None:
    kept = released(settings)
    if target in kept:
        return
    known = f"expected one of {', '.join(kept)}; name one of them"
    if target in unpublished(settings):
        raise ReleaseError(f"releases: found a folder {target}, which readers never had by the history, {known}")
    raise ReleaseError(f"releases: found no release {target}, {known}")


def fault_of_audit(settings: Settings, release: Path) -> str | None:
    """A sentence where the verdict or a page of the audit is not as it was published. The tables may be whole still.

    Switches of earlier versions have no digest of the audit.
    """
    switches = (switch for switch in read_history(settings).switches if switch.release_id == release.name)
    audits = {switch.audit_sha256 for switch in switches} - {""}
    if not audits or audit_digest(release) in audits:
        return None
    return (
        f"release {release.name}: {VERDICT_FILE} or {DATA_DOCS_FOLDER}/ is not as it was published; bring both back "
        "from a backup"
    )


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
    faults = [f"{path} changed after the audit" for path in _changed_files(release, manifest.files())]
    faults += [f"{path} is not named by the manifest" for path in _unnamed_files(release, manifest)]
    if faults:
        raise ReleaseError(
            f"release {release.name}: {'; '.join(faults)}; expected the files the manifest names, unchanged, and no "
            "other; remove what does not belong there, or propose and audit again"
        )


def _changed_files(release: Path, files: Iterable[ReleasedFile]) -> list[str]:
    """A link counts as changed, because its target may change after the switch."""
    changed = []
    for released_file in files:
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
    strays = set(_strays(release))
    files = (path for path in sorted(release.rglob("*")) if path.is_symlink() or not path.is_dir())
    found = (path.relative_to(release) for path in files if path not in strays)
    return [path.as_posix() for path in found if path.as_posix() not in named and not is_record(path)]


def _strays(release: Path) -> list[Path]:
    """What a system leaves in every folder that a person looks into."""
    return [path for path in release.rglob("*") if STRAY.fullmatch(path.name) and path.is_file()]


def release_before(settings: Settings) -> Path | None:
    """The release that readers have, with which a candidate is compared, or None before the first publication.

    Raises ReleaseError if its manifest or a file of its open zone is not as it was published. Compared with a damaged
    release, a wrong candidate could look right.
    """
    release = current_release(settings)
    if release is None:
        return None
    switches = (switch for switch in read_history(settings).switches if switch.release_id == release.name)
    digests = {switch.manifest_sha256 for switch in switches} - {""}
    faults = [MANIFEST_FILE] if digests and manifest_digest(release) not in digests else []
    manifest = read_manifest(release)
    faults += _changed_files(release, (file for file in manifest.files() if file.path.startswith(f"{OPEN}/")))
    if faults:
        raise ReleaseError(
            f"release {release.name}, with which the candidate is compared: found {', '.join(faults)} other than "
            "published, expected the files as they were; bring the release back from a backup, or run `make rollback`"
        )
    return release


def _withdrawn_with_the_same(settings: Settings, candidate: Path) -> str | None:
    """The last release that a rollback withdrew, if the candidate holds the same."""
    standing, kept = read_history(settings).standing, released(settings)
    withdrawn = [name for name in kept if name not in standing]
    return next((name for name in reversed(withdrawn) if _holds_the_same(candidate, settings.releases / name)), None)


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


def _sync(release: Path) -> None:
    """Let every byte reach the disk before the history names the release."""
    for path in release.rglob("*"):
        if not path.is_symlink():
            sync(path)
    sync(release)


def _move(candidate: Path, release: Path) -> None:
    candidate.rename(release)
    sync(release.parent)


def _drop_old_releases(settings: Settings, *, new: str) -> list[str]:
    """What a publication before this one had to remove, and was broken off, is removed too."""
    lines = []
    for name in to_retire(settings, new=new):
        remove_release(settings, name)
        lines.append(f"release {name} removed: the last {settings.keep_releases} that readers had are kept")
    for name in unpublished(settings):
        lines.append(f"releases/{name}: readers never had it by the history, it is no release; take it away")
    return lines
