"""A disk with little room: a small file system in memory where the account may mount one, else a limit on every file.

Not here: a disk that is full at one operation (inject.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PAGE = 4096
_AMPLE = "64m"


@contextmanager
def small_disk(place: Path, folder: Path, *, room: int, without: str) -> Iterator[Callable[[], None] | None]:
    """A copy of the place on a disk that has `room` bytes left. Yields what gives the disk ample room.

    `without`: a folder of the place that is not copied. Yields None where this account may not mount: the folder is an
    ordinary copy.
    """
    folder.mkdir()
    if not _mount(folder, "size=16m"):
        _copy(place, folder, without)
        yield None
        return
    try:
        _copy(place, folder, without)
        disk = os.statvfs(folder)
        used = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
        _mount(folder, f"remount,size={used + room + _PAGE - 1}")
        yield lambda: _mount(folder, f"remount,size={_AMPLE}") and None
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def _copy(place: Path, folder: Path, without: str) -> None:
    ignore = shutil.ignore_patterns(without) if without else None
    shutil.copytree(place, folder, symlinks=True, dirs_exist_ok=True, ignore=ignore)


def _mount(folder: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    with suppress(FileNotFoundError):
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    return False
