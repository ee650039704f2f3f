"""Describes the deliveries of the sources: each file of a feed in the inbox, with its content's SHA-256.

Not here: finding the files (inbox.py), reading a file's rows (readers.py), judging the rows (landing/).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict

from orchestration.errors import ArrivingError, LandingError
from orchestration.landing.read.inbox import SYNTHETIC_MARK
from orchestration.record import Record, read_record

_REMEDY = (
    "empty the inbox and make the synthetic country again, or remove the file if every file of the inbox is a real "
    "delivery"
)
# Folders of the inbox that say what a delivery is about; landing keeps them, any other folder it does not.
_ROUND_OR_PROVINCE = re.compile(r"25\d\d-\d|[1-9]\d")


class SyntheticMark(Record):
    """What the generator wrote. Only the files (path in the inbox -> bytes) decide."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    files: dict[str, int]


@dataclass(frozen=True)
class FileState:
    """What the system says of a file. Writing into the file, or another file in its place, changes the state."""

    bytes: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True)
class Delivery:
    """One file of a feed. `source_file` is its path in the inbox, `folders` the round and province in the path.

    `state` is that of the file whose bytes were hashed.
    """

    feed: str
    entity: str
    path: Path
    source_file: str
    sha256: str
    bytes: int
    folders: tuple[str, ...]
    is_synthetic: bool
    state: FileState

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    def refuse_change(self) -> None:
        """Raise ArrivingError if the file is not the one that was hashed any more."""
        if state_of(self.path) != self.state:
            raise ArrivingError("changed while it was read, expected a whole file; the next run lands it")


def describe_delivery(
    path: Path, *, inbox: Path, feed: str, entity: str, synthetic: Mapping[str, int] | None = None
) -> Delivery:
    """Hash the whole file: the same name with other content is another delivery.

    `synthetic`: what `synthetic_files` gives, for callers that describe many. Raises ArrivingError if the file changed
    meanwhile.
    """
    state = state_of(path)
    sha256 = sha256_of(path)
    source_file = path.relative_to(inbox).as_posix()
    folders = tuple(name for name in path.relative_to(inbox / feed).parts[:-1] if _ROUND_OR_PROVINCE.fullmatch(name))
    if synthetic is None:
        synthetic = synthetic_files(inbox)
    is_synthetic = synthetic.get(source_file) == state.bytes
    delivery = Delivery(feed, entity, path, source_file, sha256, state.bytes, folders, is_synthetic, state)
    delivery.refuse_change()
    return delivery


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def state_of(path: Path) -> FileState:
    """Raises ArrivingError if the file is gone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise ArrivingError("went away while it was read, expected a whole file; put it into the inbox again") from None
    return FileState(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def synthetic_files(inbox: Path) -> dict[str, int]:
    """Files in the inbox that the generator of the synthetic country wrote (path in the inbox -> bytes)."""
    mark = inbox / SYNTHETIC_MARK
    if not mark.exists():
        return {}
    return read_record(SyntheticMark, mark, error=LandingError, remedy=_REMEDY).files
