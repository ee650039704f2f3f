"""Changes many files of the data folder as one: all of them are as before, or all as after, whatever breaks off.

The new files are written aside. One rename puts the change in force; then each file takes its place. A command that is
broken off meanwhile leaves the change to the next one, which ends it before anything else. Not here: what is changed
(erase.py, rekey.py).
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orchestration.errors import ReleaseError
from orchestration.record import HALF_MADE, Many, Record, half_made_of, read_record, sync, write_json, write_whole
from orchestration.release.acts import Act, append, read_log
from orchestration.settings import Settings
from orchestration.zones import private_zone, same_mode

FOLDER: Final = ".change"
_JOURNAL: Final = "journal.json"
_REMEDY: Final = "bring the data folder back from a backup: a change of many files was broken off, and its list is lost"


class Move(Record):
    """`staged` is the name in the folder of the change, `target` the file that it becomes."""

    staged: str
    target: str


class Journal(Record):
    """What takes place once the change is in force, in this order. Each step may be done twice."""

    acts: Many[Act]
    moves: Many[Move]
    removed: Many[str]


@dataclass
class Change:
    """A change that is being prepared."""

    data_dir: Path
    folder: Path
    acts: list[Act] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    folders: list[tuple[Path, Path]] = field(default_factory=list)

    def place(self, target: Path) -> Path:
        """Where to write the new version of the file `target`."""
        staged = self.folder / f"{len(self.moves):07}"
        self.move(staged, target)
        return staged

    def move(self, staged: Path, target: Path) -> None:
        """Let a file within the folder of the change become `target`."""
        self.moves.append(Move(staged=staged.relative_to(self.folder).as_posix(), target=str(target)))

    def folder_for(self, target: Path) -> Path:
        """A folder whose files become files of the folder `target`."""
        made = self.folder / f"folder{len(self.folders):07}"
        made.mkdir()
        self.folders.append((made, target))
        return made

    def write(self, target: Path, text: str) -> None:
        """Let the file `target` hold this text."""
        write_whole(self.place(target), text, mode=0o600)

    def remove(self, path: Path) -> None:
        """Remove the file or folder once every new file is in its place."""
        self.removed.append(path)


@contextmanager
def change_of(settings: Settings) -> Iterator[Change]:
    """Prepare a change, and put it in force at the end of the block. An error in the block leaves all as before."""
    half = settings.data_dir / f"{FOLDER}{HALF_MADE}"
    shutil.rmtree(half, ignore_errors=True)
    change = Change(settings.data_dir, private_zone(half))
    try:
        yield change
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    for made, target in change.folders:
        for path in sorted(made.iterdir()):
            change.move(path, target / path.name)
    journal = Journal(
        acts=tuple(change.acts),
        moves=tuple(change.moves),
        removed=tuple(str(path) for path in change.removed),
    )
    for path in half.rglob("*"):
        sync(path)
    write_json(half / _JOURNAL, journal.model_dump())
    half.rename(settings.data_dir / FOLDER)
    sync(settings.data_dir)
    end_change(settings)


def is_broken_off(settings: Settings) -> bool:
    """Whether a change is in force that no command has ended."""
    return (settings.data_dir / FOLDER).is_dir()


def end_change(settings: Settings) -> bool:
    """End the change that is in force, if there is one. What was only prepared is thrown away."""
    folder = settings.data_dir / FOLDER
    shutil.rmtree(settings.data_dir / f"{FOLDER}{HALF_MADE}", ignore_errors=True)
    if not folder.is_dir():
        return False
    journal = read_record(Journal, folder / _JOURNAL, error=ReleaseError, remedy=_REMEDY)
    known = {(act.act, act.at, act.release_id, act.why) for _, act in read_log(settings).acts}
    append(settings, *(act for act in journal.acts if (act.act, act.at, act.release_id, act.why) not in known))
    for move in journal.moves:
        if (folder / move.staged).exists():
            _bring(folder / move.staged, Path(move.target))
    for name in journal.removed:
        path = Path(name)
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    # The list goes last: without the list nobody could end the change.
    for path in folder.iterdir():
        if path.name != _JOURNAL and path.is_dir():
            shutil.rmtree(path)
    aside = folder.with_name(f"{FOLDER}{HALF_MADE}")
    folder.rename(aside)
    shutil.rmtree(aside)
    return True


def _bring(staged: Path, target: Path) -> None:
    """The new file takes the place of the old one in one step, with its mode, also on another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    same_mode(staged, target)
    try:
        os.replace(staged, target)
    except OSError as fault:
        if fault.errno != errno.EXDEV:
            raise
        shutil.copy2(staged, half_made_of(target))
        half_made_of(target).replace(target)
        staged.unlink()
    sync(target.parent)
