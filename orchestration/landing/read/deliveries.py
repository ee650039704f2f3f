"""Finds the deliveries of the sources: the files of a feed in the inbox, each with its content's SHA-256.

Not here: reading a file's rows (readers.py), judging the rows (landing/).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

SYNTHETIC_MARK = "_synthetic.json"
# Folders of the inbox that say what a delivery is about; landing keeps them, any other folder it does not.
_ROUND_OR_PROVINCE = re.compile(r"25\d\d-\d|[1-9]\d")


@dataclass(frozen=True)
class Delivery:
    """One file of a feed. `source_file` is its path in the inbox, `folders` the round and province in the path."""

    feed: str
    entity: str
    path: Path
    source_file: str
    sha256: str
    bytes: int
    folders: tuple[str, ...]
    is_synthetic: bool

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()


def find_files(inbox: Path, feed: str) -> list[Path]:
    """Every file under the feed's folder, in path order, without those whose name opens with `.` or `_`."""
    folder = inbox / feed
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] not in "._")


def describe_delivery(path: Path, *, inbox: Path, feed: str, entity: str) -> Delivery:
    """Hash the whole file: the same name with other content is another delivery."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    source_file = path.relative_to(inbox).as_posix()
    folders = tuple(name for name in path.relative_to(inbox / feed).parts[:-1] if _ROUND_OR_PROVINCE.fullmatch(name))
    size = path.stat().st_size
    is_synthetic = synthetic_files(inbox).get(source_file) == size
    return Delivery(feed, entity, path, source_file, sha256, size, folders, is_synthetic)


def synthetic_files(inbox: Path) -> dict[str, int]:
    """Files in the inbox that the generator of the synthetic country wrote (path in the inbox -> bytes)."""
    mark = inbox / SYNTHETIC_MARK
    if not mark.exists():
        return {}
    files: dict[str, int] = json.loads(mark.read_text(encoding="utf-8"))["files"]
    return files
