"""Switches `published/current` in one step, and restores what the history says after a run was broken off.

Not here: which release may be switched to (publish.py), reading the history (history.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from orchestration.errors import ReleaseError
from orchestration.record import sync
from orchestration.release.acts import (
    DONE,
    INTENDED,
    LOG_FILE,
    LOST,
    SEAL_FILE,
    SETTLED,
    UNDONE,
    Act,
    acts_missing,
    append,
    by_account,
    needs_repair,
)
from orchestration.release.earlier_history import HISTORY_FILE
from orchestration.release.history import (
    History,
    Recorded,
    kept_of,
    new_switch,
    pointed,
    read_history,
    read_recorded,
    unpublished,
)
from orchestration.settings import Settings
from orchestration.zones import private_zone, readers_folder

# Beginnings of names that only a run that was broken off leaves.
LINK: Final = ".current."
REMOVED: Final = ".removed."
_SET_ASIDE: Final = "current.found"
_BACKUP: Final = f"bring {LOG_FILE} back from a backup"


def switch(
    settings: Settings,
    entry: Act,
    *,
    before: Sequence[Act] = (),
    after: Sequence[Act] = (),
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Record the intention, `prepare`, point `current` at the release in one rename, and record that it is done.

    The acts `before` are recorded with the intention, those `after` once readers have the release.
    """
    readers_folder(settings.published)
    append(settings, *before, entry.model_copy(update={"state": INTENDED}))
    prepare()
    _point(settings, entry.release_id)
    append(settings, entry.model_copy(update={"state": DONE}), *after)


def remove_release(settings: Settings, name: str) -> None:
    """Remove a release. A run that is broken off meanwhile leaves no part of the release under its name."""
    folder = settings.releases / name
    aside = folder.with_name(f"{REMOVED}{name}")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    shutil.rmtree(aside)


def restore(settings: Settings) -> Iterator[str]:
    """Bring history, releases and `published/current` into line, and say in a sentence what was otherwise.

    Raises ReleaseError where neither the history nor `published/current` says which release readers had, or where no
    release of the history is kept.
    """
    recorded, history = read_recorded(settings), read_history(settings)
    yield from _lost_lines(recorded, history)
    yield from _broken_off(settings, recorded, history)
    standing = _kept_standing(settings, history)
    new = list(_undone(recorded, history))
    if standing and standing[-1] != history.standing[-1]:
        gone = history.standing[-1]
        found = f"releases/{gone}: not found, expected the release that readers see"
        yield (
            f"{found}; readers see {standing[-1]} again, which they had before; bring {gone} back from a backup to go "
            "forward to it"
        )
        back = new_switch(settings.releases / standing[-1], act=LOST, by=by_account(found))
        new.append(back.model_copy(update={"state": SETTLED}))
    if new or needs_repair(recorded.log):
        append(settings, *new)
    yield from _restored_pointer(settings, standing[-1] if standing else None)


def _undone(recorded: Recorded, history: History) -> Iterator[Act]:
    """What is to be recorded of a switch that no command has ended, and of one that no command had begun."""
    found = history.switches[len(recorded.switches) :]
    if recorded.pending and recorded.pending.release_id not in [switch.release_id for switch in found]:
        yield recorded.pending.model_copy(update={"state": UNDONE})
    yield from found


def _lost_lines(recorded: Recorded, history: History) -> Iterator[str]:
    log, last = recorded.log, history.standing[-1] if history.standing else "none"
    is_unrecorded = len(history.switches) > len(recorded.switches) and not recorded.intended
    if log.is_earlier and log.lines:
        yield f"{HISTORY_FILE}: its acts are in releases/{LOG_FILE} now"
    if log.is_torn:
        yield f"{LOG_FILE}: the last line was torn and is removed; readers see release {last}"
    elif log.missing_at_end and recorded.switches:
        are = "is" if log.missing_at_end == 1 else "are"
        yield f"{LOG_FILE}: {acts_missing(log)} {are} missing after act {log.last}; that is recorded now; {_BACKUP}"
    elif log.is_altered:
        yield f"{LOG_FILE}: act {log.last} was changed after it was written; that is recorded now; {_BACKUP}"
    elif log.lost_its_seal:
        yield (
            f"{SEAL_FILE}: not found or not readable, and acts after act {log.last} may be missing; that is recorded "
            f"now; {_BACKUP}"
        )
    elif recorded.switches and is_unrecorded:
        yield f"{LOG_FILE}: found published/current switched by hand to {last}; the switch is recorded now"
    if not recorded.switches and is_unrecorded:
        yield (
            f"{LOG_FILE}: found no switch, expected that to {last}, which readers see; the record begins anew; "
            f"{_BACKUP} to go back to earlier releases"
        )


def _broken_off(settings: Settings, recorded: Recorded, history: History) -> Iterator[str]:
    """End or undo the switch that a run had begun. A release that no reader saw is a candidate again."""
    if recorded.intended is None:
        return
    name = recorded.intended.release_id
    if history.standing and history.standing[-1] == name:
        yield f"{LOG_FILE}: the run that switched to {name} ended before it had recorded the switch; recorded now"
        return
    yield f"{LOG_FILE}: a run ended before it had switched to {name}; readers see what they saw"
    if name in history.published or not (settings.releases / name).is_dir():
        return
    if any(path.name[0] != "." for path in settings.candidates.glob("*")):
        remove_release(settings, name)
    else:
        (settings.releases / name).rename(private_zone(settings.candidates) / name)


def _kept_standing(settings: Settings, history: History) -> list[str]:
    standing = kept_of(settings, history.standing)
    if history.switches and not standing:
        raise ReleaseError(
            f"releases: found none of the releases that readers had ({', '.join(history.standing)}), expected them "
            f"where {LOG_FILE} has them; bring releases back from a backup, or move {LOG_FILE} away to begin anew"
        )
    if not history.switches and (names := unpublished(settings)):
        raise ReleaseError(
            f"releases: found {', '.join(names)}, and neither {LOG_FILE} nor published/current says which of them "
            f"readers had; {_BACKUP}, or move the folders out of releases to begin anew"
        )
    if not history.switches and settings.current.is_symlink():
        raise ReleaseError(
            f"releases: found no release and no {LOG_FILE}, expected {settings.current.readlink().name}, to which "
            "published/current leads; bring releases back from a backup, or remove published/current to begin anew"
        )
    return standing


def _restored_pointer(settings: Settings, name: str | None) -> Iterator[str]:
    if pointed(settings) == name and (name or not os.path.lexists(settings.current)):
        return
    found = _description(settings.current)
    kept = _set_aside(settings.current)
    if name is None:
        yield f"published/current: found {found}, expected nothing before the first publication; it is taken away{kept}"
        return
    readers_folder(settings.published)
    _point(settings, name)
    yield f"published/current: found {found}, expected the link to release {name}; restored from {LOG_FILE}{kept}"


def _description(path: Path) -> str:
    if path.is_symlink():
        return f"a link to {path.readlink()}"
    return "a folder" if path.is_dir() else "a file" if path.exists() else "nothing"


def _set_aside(path: Path) -> str:
    """Take away what is in the place of the link. What may hold something is kept beside it."""
    if path.is_symlink() or not path.exists():
        path.unlink(missing_ok=True)
        return ""
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
        return ""
    numbered = (path.with_name(f"{_SET_ASIDE}{number or ''}") for number in range(1000))
    place = next(name for name in numbered if not os.path.lexists(name))
    path.rename(place)
    return f"; what was there is kept in published/{place.name}"


def _point(settings: Settings, name: str) -> None:
    link = settings.published / f"{LINK}{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("..") / settings.releases.name / name)
    os.replace(link, settings.current)
    sync(settings.published)
