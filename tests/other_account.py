"""What another account of the machine can read below a folder: by the modes, and by trying as that account.

Only root may become another account; then both answers must be the same. Not here: which account should read what
(the tests of the zones).
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_NOBODY = 65534


def readable_to_others(folder: Path) -> set[str]:
    """Paths of the files, relative to the folder, that an account of another group and without rights reads."""
    by_mode = set(_by_mode(folder, folder))
    if os.geteuid() == 0:
        assert _tried(folder) == by_mode
    return by_mode


def _by_mode(folder: Path, root: Path) -> Iterator[str]:
    """A name can be found only in a folder that may be listed, and opened only in one that may be passed."""
    mode = folder.stat().st_mode
    if not (mode & stat.S_IROTH and mode & stat.S_IXOTH):
        return
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from _by_mode(path, root)
        elif path.is_file() and path.stat().st_mode & stat.S_IROTH:
            yield path.relative_to(root).as_posix()


def _tried(folder: Path) -> set[str]:
    """A child takes the folder for its own before it gives its rights up: nothing above the folder matters."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        found: list[str] = []
        try:
            os.chdir(folder)
            os.setgroups([])
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)
            found = [os.path.relpath(path) for path in _opened(".")]
        finally:
            with os.fdopen(writing, "w") as answer:
                json.dump(found, answer)
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        found = json.load(answer)
    os.waitpid(child, 0)
    return set(found)


def _opened(folder: str) -> Iterator[str]:
    for parent, _, files in os.walk(folder):
        for name in files:
            path = f"{parent}/{name}"
            try:
                with open(path, "rb") as file:  # noqa: PTH123 - a child after a fork imports nothing more
                    file.read(1)
            except OSError:
                continue
            yield path
