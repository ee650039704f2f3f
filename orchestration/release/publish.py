"""Publishes a candidate, or goes back to an earlier release, and keeps the last releases that readers had.

Nothing is published without a passed verdict that is bound to the manifest, and files that match the manifest.
Not here: building (candidate.py) and judging (expectations/) a candidate, the switch of `published/current`
(pointer.py), what readers had (history.py), which releases are kept (retention.py).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RELEASE_TABLE, RESTRICTED
from orchestration.record import half_made_of, sync
from orchestration.release.acts import (
    DONE,
    FOUND,
    LOG_FILE,
    LOST,
    PRUNE,
    PUBLISH,
    REFUSE,
    ROLLBACK,
    SETTLED,
    WAIVE,
    Act,
    By,
    append,
    by_account,
    faults_of_chain,
    new_act,
    now,
    read_log,
)
from orchestration.release.changes import read_changes, write_changes
from orchestration.release.history import (
    STRAY,
    audit_digest,
    bound,
    current_release,
    kept_of,
    new_switch,
    pruned_releases,
    read_history,
    read_recorded,
    released,
    unpublished,
)
from orchestration.release.manifest import MANIFEST_FILE, Manifest, ReleasedFile, manifest_digest, read_manifest
from orchestration.release.pointer import remove_release, switch
from orchestration.release.retention import to_prune
from orchestration.release.verdict import (
    CHANGES_FILE,
    CHANGES_PAGE,
    CHANGES_SCRIPT,
    DATA_DOCS_FOLDER,
    VERDICT_FILE,
    is_record,
    read_verdict,
)
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
def publish_release(
    settings: Settings, *, by: By | None = None, log: Callable[[str], None] = lambda _: None
) -> Publication:
    """Move the candidate to the releases and switch readers to it, `by` the account unless given.

    A candidate with the tables, sources and code of the current release is dropped: there is nothing to publish. So is
    one with those of a release that a rollback withdrew: a person brings it back, not the next run. Raises ReleaseError
    if the verdict is missing, belongs to another manifest or did not pass. A file that changed, or that the manifest
    does not name, is an error too.
    """
    candidate = sole_candidate(settings)
    for stray in (*_strays(candidate), *_changes_in(candidate)):
        stray.unlink()
    by = by or by_account()
    before = current_release(settings)
    with _refusal_recorded(settings, candidate, by=by):
        refuse_unfit(candidate)
    if before and (holder := _holder_of_the_same(settings, candidate, before)):
        shutil.rmtree(candidate)
        log(_dropped(before.name, holder))
        return Publication(before.name, False, before.name)
    release = _free_place(settings, candidate)
    with _refusal_recorded(settings, candidate, by=by):
        write_changes(settings, candidate, previous=before)
    readers_folder(settings.releases)
    protect_release(candidate)
    _sync(candidate)
    pruned = to_prune(settings, new=candidate.name)
    switch(
        settings,
        new_switch(candidate, act=PUBLISH, by=by),
        before=_waived(settings, candidate, by=by),
        after=[new_act(PRUNE, By(by.who, reason), release_id=name) for name, reason in pruned.items()],
        prepare=lambda: _move(candidate, release),
    )
    for line in _drop(settings, pruned):
        log(line)
    log(f"release {release.name} is published")
    return Publication(release.name, True, before.name if before else None)


def _free_place(settings: Settings, candidate: Path) -> Path:
    release = settings.releases / candidate.name
    if os.path.lexists(release):
        raise ReleaseError(
            f"releases: found {candidate.name} there already, expected a free name; propose the candidate again, which "
            "takes a name of its own"
        )
    return release


def record_refusal(settings: Settings, candidate: Path, *, by: By, reason: str) -> None:
    """Record that the candidate is not published, and why."""
    append(
        settings, new_act(REFUSE, By(by.who, f"{reason} ({by.why})" if by.why else reason), release_id=candidate.name)
    )


@contextmanager
def _refusal_recorded(settings: Settings, candidate: Path, *, by: By) -> Iterator[None]:
    try:
        yield
    except ReleaseError as fault:
        record_refusal(settings, candidate, by=by, reason=str(fault).partition("\n")[0])
        raise


def _changes_in(candidate: Path) -> Iterator[Path]:
    """What a publication wrote that was broken off: readers may have another release since."""
    for zone in (candidate, candidate / RESTRICTED):
        for path in (zone / CHANGES_FILE, zone / CHANGES_PAGE, zone / CHANGES_SCRIPT):
            yield from (each for each in (path, half_made_of(path)) if each.is_file())


def _holder_of_the_same(settings: Settings, candidate: Path, current: Path) -> str | None:
    """The release that holds what the candidate holds: the current one, or the last one that a rollback withdrew."""
    standing, kept = read_history(settings).standing, released(settings)
    withdrawn = (name for name in reversed(kept) if name not in standing)
    names = (current.name, *withdrawn)
    return next((name for name in names if _holds_the_same(candidate, settings.releases / name)), None)


def _dropped(current: str, holder: str) -> str:
    if holder == current:
        return f"release {current} stays current: the candidate holds the same tables from the same sources"
    return (
        f"release {current} stays current: the candidate holds what a rollback withdrew with release {holder}; "
        f"`make rollback TO={holder}` brings it back"
    )


def _waived(settings: Settings, candidate: Path, *, by: By) -> list[Act]:
    """The waivers of the candidate that no earlier publication has recorded."""
    recorded = {act.why for _, act in read_log(settings).acts if act.act == WAIVE}
    reasons = dict.fromkeys(f"{waiver.rule}: {waiver}" for waiver in read_manifest(candidate).waivers)
    return [
        new_act(WAIVE, By(by.who, reason), release_id=candidate.name) for reason in reasons if reason not in recorded
    ]


@says_storage_faults
def rollback_release(
    settings: Settings, *, to: str | None = None, by: By | None = None, log: Callable[[str], None] = lambda _: None
) -> Publication:
    """Switch readers back to the release `to`, by default the one that they had before the current.

    A release that was withdrawn by a rollback does not come back by default. Where readers went back already and no
    command said so, the rollback goes no further. Raises ReleaseError if there is no such release or its files are not
    what its manifest says.
    """
    current = current_release(settings)
    if current is None:
        raise ReleaseError("published/current: nothing is published yet; there is nothing to go back from")
    by = by or by_account()
    if to is None and (already := _went_back_already(settings, by=by)):
        return already
    target = to or _release_before(settings, current.name)
    _refuse_unknown(settings, target)
    release = settings.releases / target
    refuse_unfit(release)
    if fault := fault_of_audit(settings, release):
        log(fault)
    if target != current.name:
        switch(settings, new_switch(release, act=ROLLBACK, by=by))
    return Publication(target, target != current.name, current.name)


def _went_back_already(settings: Settings, *, by: By) -> Publication | None:
    """The last switch, if it is the way back that is asked for: a rollback that was broken off, or a lost release.

    The switch is recorded as done, and the next rollback goes further.
    """
    switches = read_recorded(settings).switches
    if len(switches) < 2 or switches[-1].state != SETTLED or switches[-1].act not in (ROLLBACK, LOST):
        return None
    *earlier, last = switches
    append(settings, last.model_copy(update={"state": DONE, "at": now(), "who": by.who, "why": by.why or last.why}))
    return Publication(last.release_id, True, earlier[-1].release_id)


def _release_before(settings: Settings, current: str) -> str:
    history = read_history(settings)
    standing = history.standing
    if history.switches[-1].act == FOUND and (unknown := unpublished(settings)):
        raise ReleaseError(
            f"{LOG_FILE}: found no line that led to {current} and none of {', '.join(unknown)}, which may be the "
            "one before; bring the file back from a backup, or name the release to go back to"
        )
    if fault := next(faults_of_chain(read_log(settings)), None):
        raise ReleaseError(f"{LOG_FILE}: {fault}; name the release to go back to")
    earlier, pruned = standing[: standing.index(current)], pruned_releases(settings)
    kept = kept_of(settings, earlier)
    earlier = tuple(name for name in earlier if name in kept or name not in pruned)
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
    """A sentence where verdict, page of the audit or changes are not as published. The tables may be whole still.

    Switches of earlier versions have no digest of the audit.
    """
    audits = {act.audit_sha256 for act in bound(settings, release.name)} - {""}
    if not audits or audit_digest(release) in audits:
        return None
    return (
        f"release {release.name}: {VERDICT_FILE}, {DATA_DOCS_FOLDER}/ or {CHANGES_FILE} is not as it was published; "
        "bring them back from a backup"
    )


def refuse_unfit(release: Path) -> None:
    """Raise ReleaseError unless verdict, manifest, changes and files belong together and the verdict passed."""
    manifest, verdict = read_manifest(release), read_verdict(release)
    read_changes(release)
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
    digests = {act.manifest_sha256 for act in bound(settings, release.name)} - {""}
    faults = [MANIFEST_FILE] if digests and manifest_digest(release) not in digests else []
    manifest = read_manifest(release)
    faults += _changed_files(release, (file for file in manifest.files() if file.path.startswith(f"{OPEN}/")))
    if faults:
        raise ReleaseError(
            f"release {release.name}, with which the candidate is compared: found {', '.join(faults)} other than "
            "published, expected the files as they were; bring the release back from a backup, or run `make rollback`"
        )
    return release


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


def _drop(settings: Settings, pruned: Mapping[str, str]) -> Iterator[str]:
    for name, reason in pruned.items():
        if (settings.releases / name).is_dir():
            remove_release(settings, name)
        yield f"release {name} removed: {reason}"
    if fault := next(faults_of_chain(read_log(settings)), None):
        yield f"{LOG_FILE}: {fault}; no release is removed meanwhile"
    for name in unpublished(settings):
        yield f"releases/{name}: readers never had it by the history, it is no release; take it away"
