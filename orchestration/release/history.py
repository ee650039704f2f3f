"""The history of switches: which release readers saw, since when, and which releases they had before.

`published/history.jsonl` has a line per switch. The last line is an intention while `published/current` is switched.
The history decides, not the clock in a release's name. Not here: the switch itself (pointer.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from orchestration.errors import ReleaseError
from orchestration.landing.read.deliveries import sha256_of
from orchestration.names import RESTRICTED
from orchestration.record import Many, Record, read_bytes, write_whole
from orchestration.release.manifest import manifest_digest
from orchestration.release.verdict import DATA_DOCS_FOLDER, VERDICT_FILE
from orchestration.settings import Settings

HISTORY_FILE: Final = "history.jsonl"
INTENDED: Final = "intended"
DONE: Final = "done"
# No command ended the switch: a later command recorded that it took place.
SETTLED: Final = "settled"
# Readers saw a release that no command had switched to.
FOUND: Final = "found"
# The release that readers had is not kept any more, and they have the one before.
LOST: Final = "lost"
ROLLBACK: Final = "rollback"
# What a system leaves in every folder that a person looks into.
STRAY: Final = re.compile(r"\.ds_store|\._.*|thumbs\.db|desktop\.ini", re.IGNORECASE)
_REMEDY: Final = "bring the file back from a backup"


class Switch(Record):
    """One line of the history. Lines of earlier versions have no state: they were written after the switch.

    `audit_sha256` covers what the audit left in the release, which the manifest does not name. `retired` are the
    releases that this publication removed because others are kept in their place; None of a switch that removes none.
    """

    action: str
    release_id: str
    manifest_sha256: str
    switched_at: str
    state: Literal["intended", "done", "settled"] = DONE
    audit_sha256: str = ""
    retired: Many[str] | None = None


@dataclass(frozen=True)
class Recorded:
    """What the file says. `lines` are its lines without an intention or a torn line at the end.

    `broken` are the numbers of the lines that are no record of a switch; `is_torn`: the last line is one of them.
    """

    lines: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    intended: Switch | None = None
    broken: tuple[int, ...] = ()
    is_torn: bool = False


@dataclass(frozen=True)
class History:
    """The switches that took place, oldest first."""

    switches: tuple[Switch, ...] = ()

    @property
    def published(self) -> tuple[str, ...]:
        """Every release that readers ever had, in the order in which they first had them."""
        return tuple(dict.fromkeys(switch.release_id for switch in self.switches))

    @property
    def standing(self) -> tuple[str, ...]:
        """What readers see, last, and before it what they had before. Releases that were withdrawn are left out."""
        had: list[str] = []
        for switch in self.switches:
            if switch.release_id in had:
                del had[had.index(switch.release_id) :]
            had.append(switch.release_id)
        return tuple(had)


def read_recorded(settings: Settings) -> Recorded:
    """The file as it lies there. Raises ReleaseError if there is a file that cannot be read."""
    path = settings.published / HISTORY_FILE
    if not os.path.lexists(path):
        return Recorded()
    lines = read_bytes(path, error=ReleaseError, remedy=_REMEDY).decode("utf-8", errors="replace").splitlines()
    lines = [line for line in lines if line.strip()]
    entries = [_switch_of(line) for line in lines]
    broken = tuple(number for number, entry in enumerate(entries, start=1) if entry is None)
    last = entries[-1] if entries else None
    is_torn = bool(entries) and last is None
    intended = last if last and last.state == INTENDED else None
    return Recorded(
        lines=tuple(lines[:-1] if is_torn or intended else lines),
        switches=tuple(entry for entry in entries if entry and entry.state != INTENDED),
        intended=intended,
        broken=broken,
        is_torn=is_torn,
    )


def read_history(settings: Settings) -> History:
    """The switches that took place, with the last one even if its line is still an intention, torn or lost."""
    recorded = read_recorded(settings)
    return History((*recorded.switches, *_unrecorded(settings, recorded)))


def write_history(settings: Settings, recorded: Recorded, *more: Switch) -> None:
    """Write the file anew, with more switches at its end. An intention and a torn line at its end are left out."""
    added = (json.dumps(switch.model_dump(exclude_defaults=True)) for switch in more)
    write_whole(settings.published / HISTORY_FILE, "".join(f"{line}\n" for line in (*recorded.lines, *added)))


def new_switch(release: Path, *, action: str, retired: tuple[str, ...] | None = None) -> Switch:
    """A switch of this moment to the release, bound to its manifest, if there is one."""
    try:
        digest = manifest_digest(release)
    except ReleaseError:
        digest = ""
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return Switch(
        action=action,
        release_id=release.name,
        manifest_sha256=digest,
        switched_at=moment,
        audit_sha256=audit_digest(release),
        retired=retired,
    )


def audit_digest(release: Path) -> str:
    """SHA-256 of the verdict and of every page of the audit, with their names.

    The verdict names the SHA-256 of the whole verdict, so that it is covered too.
    """
    folders = (release / DATA_DOCS_FOLDER, release / RESTRICTED / DATA_DOCS_FOLDER)
    found = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    pages = [path for path in found if not STRAY.fullmatch(path.name)]
    digest = hashlib.sha256()
    for path in (release / VERDICT_FILE, *pages):
        if path.is_file():
            digest.update(f"{path.relative_to(release).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def pointed(settings: Settings) -> str | None:
    """The release that `published/current` leads to. None unless it is a link to a folder of the releases."""
    target = settings.current.resolve()
    is_release = settings.current.is_symlink() and target.parent == settings.releases.resolve() and target.is_dir()
    return target.name if is_release else None


def current_release(settings: Settings) -> Path | None:
    """Folder of the release that readers have by the history, or None before the first publication.

    A damaged `published/current` does not change the answer. Of releases that are not kept, the one before counts.
    """
    standing = kept_of(settings, read_history(settings).standing)
    return settings.releases / standing[-1] if standing else None


def released(settings: Settings) -> list[str]:
    """Identifiers of the kept releases that readers have or had, in the order in which they first had them."""
    return kept_of(settings, read_history(settings).published)


def unpublished(settings: Settings) -> list[str]:
    """Names of folders among the releases that no reader ever had."""
    published = read_history(settings).published
    folders = settings.releases.glob("*") if settings.releases.is_dir() else ()
    return sorted(path.name for path in folders if path.is_dir() and path.name[0] != "." and path.name not in published)


def lost_releases(settings: Settings) -> list[str]:
    """Releases that readers had, that no publication retired, and that are not there, while they would be kept still.

    Earlier versions did not record what they removed, and removed the oldest first. Of their releases, those count that
    went while an older one is kept.
    """
    history = read_history(settings)
    kept, standing = kept_of(settings, history.published), history.standing
    first = next((place for place, name in enumerate(standing) if name in kept), len(standing))
    retired = {name for switch in history.switches for name in switch.retired or ()}
    recorded = {switch.release_id for switch in history.switches if switch.retired is not None} - retired
    due = {*standing[first:], *recorded.intersection(_last_first(history)[: settings.keep_releases])}
    return [name for name in history.published if name in due and name not in kept]


def to_retire(settings: Settings, *, new: str) -> tuple[str, ...]:
    """The releases that are removed once `new` is published."""
    others = [name for name in _last_first(read_history(settings)) if name != new]
    keep = [new, *kept_of(settings, others)][: settings.keep_releases]
    return tuple(name for name in released(settings) if name not in keep)


def _last_first(history: History) -> list[str]:
    """The current release, then those that readers had before it, then those that were withdrawn."""
    withdrawn = [name for name in history.published if name not in history.standing]
    return [*reversed(history.standing), *reversed(withdrawn)]


def kept_of(settings: Settings, names: Sequence[str]) -> list[str]:
    """Those of the names that are folders of the releases."""
    return [name for name in names if (settings.releases / name).is_dir()]


def _switch_of(line: str) -> Switch | None:
    try:
        return Switch.model_validate_json(line)
    except ValidationError:
        return None


def _unrecorded(settings: Settings, recorded: Recorded) -> Iterator[Switch]:
    """The switch that took place after the last recorded one, if `published/current` shows one.

    A link to a release that readers never had proves nothing, unless it was intended or the history lost its end.
    """
    seen = pointed(settings)
    if seen is None or (recorded.switches and recorded.switches[-1].release_id == seen):
        return
    if recorded.intended and recorded.intended.release_id == seen:
        yield recorded.intended.model_copy(update={"state": SETTLED})
    elif recorded.is_torn or not recorded.switches or seen in History(recorded.switches).published:
        yield new_switch(settings.releases / seen, action=FOUND)
