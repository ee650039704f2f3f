"""Looks over the inbox: every path is a file to read, litter that is counted, or named in a sentence.

A fault refuses the run, because a delivery would be lost. A note only names what is passed over, such as a README.
Not here: hashing a file (deliveries.py), reading it (readers.py).
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orchestration.landing.read.limits import FOLDERS_DEEP
from orchestration.landing.read.wording import shown, some

SYNTHETIC_MARK: Final = "_synthetic.json"
# Folder of the inbox in which the generator of the synthetic country writes, before its files take their places.
WRITING: Final = "_writing-"
# What office programs, systems and other engines leave beside files. Nobody delivers anything under these names.
_LITTER: Final = re.compile(
    r"thumbs\.db|desktop\.ini|~\$.*|\.ds_store|\._.*|\.~lock.*|__macosx|icon\r|\$recycle\.bin|lost\+found"
    r"|system volume information|\.trash.*|\.spotlight-v100|\.fseventsd|\.gitkeep|\.gitignore|_success|\..*\.crc",
    re.IGNORECASE,
)
# What a person reads and no engine does.
_DOCUMENT: Final = re.compile(
    r"readme.*|.*\.(md|pdf|docx?|rtf|html?|log|png|jpe?g|gif|eml|msg)", re.IGNORECASE | re.DOTALL
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# How alike a name and a feed's name are to be called a misspelling of it.
_ALIKE: Final = 0.6


@dataclass
class Seen:
    """What was found: files to read, faults that refuse the run, and the names of what is passed over."""

    files: list[Path] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        """Sentences about what is passed over."""
        for names, what in (
            (self.waiting, "that must first be renamed, because of a . or _ at the start"),
            (self.documents, "of documents, which are no deliveries"),
            (self.empty, "of empty folders"),
            (self.litter, "of litter of office programs and systems"),
        ):
            if names:
                listed = some(sorted(map(shown, names)), separator=", ")
                yield f"the inbox has {len(names):,} {'name' if len(names) == 1 else 'names'} {what}: {listed}"


@dataclass(frozen=True)
class _Walk:
    inbox: Path
    allowed: tuple[Path, ...]
    seen: Seen

    def enter(self, folder: Path, *, above: tuple[Path, ...]) -> None:
        name = self._name(folder)
        if len(above) > FOLDERS_DEEP:
            self.seen.faults.append(
                f"{name}: found folders more than {FOLDERS_DEEP} deep, expected files nearer to the feed's folder; "
                "move them up"
            )
            return
        try:
            entries = sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError as fault:
            self.seen.faults.append(_unreadable(name, fault))
            return
        above = (*above, folder.resolve())
        if not entries:
            self.seen.empty.append(name)
        for path in entries:
            try:
                self.look_at(path, above=above)
            except OSError as fault:
                self.seen.faults.append(_unreadable(self._name(path), fault))

    def look_at(self, path: Path, *, above: tuple[Path, ...]) -> None:
        name = self._name(path)
        if _LITTER.fullmatch(path.name):
            self.seen.litter.append(name)
        elif path.name[0] in "._":
            self.seen.waiting.append(name)
        elif _CONTROL.search(path.name):
            self.seen.faults.append(
                f"{shown(name)}: found a name with control characters or bytes that are not UTF-8, expected plain "
                "characters; rename it"
            )
        elif path.is_dir():
            self.look_into(path, above=above)
        elif path.is_file():
            (self.seen.documents.append(name) if _DOCUMENT.fullmatch(path.name) else self.seen.files.append(path))
        else:
            self.seen.faults.append(_no_file(path, name))

    def look_into(self, folder: Path, *, above: tuple[Path, ...]) -> None:
        if fault := self._fault_of_link(folder):
            self.seen.faults.append(fault)
        elif folder.is_symlink() and folder.resolve() in above:
            self.seen.faults.append(
                f"{self._name(folder)}: found a link to a folder that it lies in, expected a folder of deliveries; "
                "remove the link"
            )
        else:
            self.enter(folder, above=above)

    def _fault_of_link(self, folder: Path) -> str:
        """Why a linked folder is not read; nothing if it ends inside the inbox or in an allowed folder."""
        if not folder.is_symlink():
            return ""
        end = folder.resolve()
        if any(end.is_relative_to(place) for place in (self.inbox.resolve(), *self.allowed)):
            return ""
        return (
            f"{self._name(folder)}: found a link to {shown(str(end))}, expected a folder inside the inbox or one that "
            "SDG_LINKED_FOLDERS names; add the folder to that variable, or copy the files into the inbox"
        )

    def _name(self, path: Path) -> str:
        return path.relative_to(self.inbox).as_posix()


def look_into_feed(inbox: Path, feed: str, *, allowed: Sequence[Path] = ()) -> Seen:
    """Everything under the feed's folder. `allowed`: folders outside the inbox that links may lead to."""
    seen, folder = Seen(), inbox / feed
    walk = _Walk(inbox, tuple(allowed), seen)
    if folder.is_dir():
        walk.look_into(folder, above=())
    elif folder.is_file():
        seen.faults.append(
            f"{feed}: found a file in the place of the feed's folder, expected a folder inbox/{feed}; rename the file, "
            "make the folder and move the file into it"
        )
    elif os.path.lexists(folder):
        seen.faults.append(_no_file(folder, feed))
    seen.files.sort()
    return seen


def find_files(inbox: Path, feed: str) -> list[Path]:
    """The files of the feed alone, in path order."""
    return look_into_feed(inbox, feed).files


def look_beside_feeds(inbox: Path, feeds: Sequence[str], *, last: str) -> dict[str, Seen]:
    """Feed -> what lies in the inbox beside the folders of feeds and concerns this feed.

    A name like a feed's name concerns that feed, every other name the feed `last`: no feed waits for that one to land.
    """
    found: dict[str, Seen] = {}
    for path in sorted(inbox.iterdir()) if inbox.is_dir() else ():
        if path.name not in (*feeds, SYNTHETIC_MARK):
            alike = difflib.get_close_matches(path.stem.lower(), feeds, n=1, cutoff=_ALIKE)
            seen = found.setdefault(alike[0] if alike else last, Seen())
            _look_beside(inbox, path, seen, meant=f" (did you mean {alike[0]}?)" if alike else "")
    return found


def _look_beside(inbox: Path, path: Path, seen: Seen, *, meant: str) -> None:
    inside = Seen()
    _Walk(inbox, (), inside).look_at(path, above=())
    seen.waiting += inside.waiting
    seen.documents += inside.documents
    seen.empty += inside.empty
    seen.litter += inside.litter
    if inside.files or (inside.faults and path.is_dir()):
        what = "a folder that is no feed" if path.is_dir() else "a file beside the folders of the feeds"
        seen.faults.append(
            f"inbox/{shown(path.name)}: found {what}{meant}, expected deliveries in inbox/<feed>/; move it into the "
            "folder of its feed, or take it out of the inbox"
        )
    else:
        seen.faults += inside.faults


def _no_file(path: Path, name: str) -> str:
    if path.is_symlink():
        return (
            f"{shown(name)}: found a link to {shown(str(path.readlink()))}, where nothing is, expected a file or "
            "folder; bring back what it leads to, or remove the link"
        )
    return f"{shown(name)}: found neither a file nor a folder, expected a file; take it away"


def _unreadable(name: str, fault: OSError) -> str:
    return (
        f"{shown(name)}: cannot be read ({fault.strerror}), expected a folder of deliveries; give it back to its owner"
    )
