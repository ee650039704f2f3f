"""The history of switches: which release readers saw, since when, and which releases they had before.

The history follows from the record of acts. The last switch there is an intention while `published/current` is
switched. The history decides, not the clock in a release's name. Not here: the record itself (acts.py), the switch
(pointer.py), which releases are kept (retention.py).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestration.errors import ReleaseError
from orchestration.landing.read.deliveries import sha256_of
from orchestration.names import RESTRICTED
from orchestration.release.acts import (
    DONE,
    ERASE,
    FOUND,
    INTENDED,
    PRUNE,
    SETTLED,
    SWITCHES,
    TAG,
    UNTAG,
    Act,
    By,
    Log,
    by_account,
    new_act,
    read_log,
)
from orchestration.release.manifest import manifest_digest
from orchestration.release.verdict import (
    CHANGES_FILE,
    CHANGES_PAGE,
    CHANGES_SCRIPT,
    DATA_DOCS_FOLDER,
    VERDICT_FILE,
    VERDICT_SCRIPT,
)
from orchestration.settings import Settings

# What a system leaves in every folder that a person looks into.
STRAY: Final = re.compile(r"\.ds_store|\._.*|thumbs\.db|desktop\.ini", re.IGNORECASE)


@dataclass(frozen=True)
class Recorded:
    """What the record of acts says of switches."""

    log: Log

    @property
    def switches(self) -> tuple[Act, ...]:
        """The switches that took place, oldest first."""
        return tuple(act for act in self._of_switches() if act.state in (DONE, SETTLED))

    @property
    def pending(self) -> Act | None:
        """The last switch, if the record does not say how it ended."""
        last = next(reversed(tuple(self._of_switches())), None)
        return last if last and last.state == INTENDED else None

    @property
    def intended(self) -> Act | None:
        """The switch that no command has ended. Where the record lost its end, nobody knows how the last one ended."""
        return None if self.log.lost_its_end else self.pending

    def _of_switches(self) -> Iterator[Act]:
        return (act for _, act in self.log.acts if act.act in SWITCHES)


@dataclass(frozen=True)
class History:
    """The switches that took place, oldest first."""

    switches: tuple[Act, ...] = ()

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
    """What was recorded. Raises ReleaseError if there is a record that cannot be read."""
    return Recorded(read_log(settings))


def read_history(settings: Settings) -> History:
    """The switches that took place, with the last one even if it is still an intention, torn or lost."""
    recorded = read_recorded(settings)
    return History((*recorded.switches, *unrecorded(settings, recorded)))


def new_switch(release: Path, *, act: str, by: By) -> Act:
    """A switch of this moment to the release, bound to its manifest, if there is one."""
    try:
        digest = manifest_digest(release)
    except ReleaseError:
        digest = ""
    return new_act(act, by, release_id=release.name, manifest_sha256=digest, audit_sha256=audit_digest(release))


def bound(settings: Settings, name: str) -> tuple[Act, ...]:
    """The acts that say how manifest and audit of the release were. After an erasure from it, that is the last one."""
    erased = [act for _, act in read_log(settings).acts if act.act == ERASE and act.release_id == name]
    switches = tuple(switch for switch in read_history(settings).switches if switch.release_id == name)
    return tuple(erased[-1:]) or switches


def audit_digest(release: Path) -> str:
    """SHA-256 of the verdict, of every page of the audit, and of what changed, with their names.

    The verdict names the SHA-256 of the whole verdict, so that it is covered too. So is the whole record of changes.
    """
    folders = (release / DATA_DOCS_FOLDER, release / RESTRICTED / DATA_DOCS_FOLDER)
    found = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    pages = [path for path in found if not STRAY.fullmatch(path.name)]
    digest = hashlib.sha256()
    changes = (release / CHANGES_FILE, release / CHANGES_PAGE, release / RESTRICTED / CHANGES_PAGE)
    scripts = (release / VERDICT_SCRIPT, release / CHANGES_SCRIPT)
    for path in (release / VERDICT_FILE, *pages, *changes, *scripts):
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
    """Releases that readers had, that nobody removed on purpose, and that are not there."""
    history, pruned = read_history(settings), pruned_releases(settings)
    kept = kept_of(settings, history.published)
    return [name for name in history.published if name not in pruned and name not in kept]


def pruned_releases(settings: Settings) -> set[str]:
    """Releases whose last act is their removal. The folder of one may be there until a publication removes it."""
    last = {act.release_id: act.act for _, act in read_log(settings).acts if act.act in (*SWITCHES, PRUNE)}
    return {name for name, act in last.items() if act == PRUNE}


def tags_of(settings: Settings) -> dict[str, str]:
    """Name -> the release that has it."""
    tags: dict[str, str] = {}
    for _, act in read_log(settings).acts:
        if act.act == TAG:
            tags[act.tag] = act.release_id
        elif act.act == UNTAG:
            tags.pop(act.tag, None)
    return tags


def last_first(history: History) -> list[str]:
    """The current release, then those that readers had before it, then those that were withdrawn."""
    withdrawn = [name for name in history.published if name not in history.standing]
    return [*reversed(history.standing), *reversed(withdrawn)]


def kept_of(settings: Settings, names: Sequence[str]) -> list[str]:
    """Those of the names that are folders of the releases."""
    return [name for name in names if (settings.releases / name).is_dir()]


def unrecorded(settings: Settings, recorded: Recorded) -> Iterator[Act]:
    """The switch that took place after the last recorded one, if `published/current` shows one.

    A link to a release that readers never had proves nothing, unless it was intended or the record lost its end.
    """
    seen, log = pointed(settings), recorded.log
    if seen is None or (recorded.switches and recorded.switches[-1].release_id == seen):
        return
    if recorded.intended and recorded.intended.release_id == seen:
        yield recorded.intended.model_copy(update={"state": SETTLED})
    elif log.lost_its_end or not recorded.switches or seen in History(recorded.switches).published:
        yield new_switch(settings.releases / seen, act=FOUND, by=by_account())
