"""Writes skeletons: files from templates, and parts of files that are there.

A skeleton names what is left to do in lines with NEXT STEP, and tests/conventions fails with these lines until they are
gone. Not here: which files a table, a feed or a rule has (table.py, feed.py, rule.py).
"""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import Final

from orchestration.errors import WarehouseError

MARK: Final = "NEXT STEP"
TEMPLATES: Final = Path(__file__).with_name("templates")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Skeleton:
    """One walk over the project at `root`: remembers the files that it wrote, as paths below the root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[str] = []

    def new_file(self, path: str, template: str, **words: str) -> None:
        """Write a file from a template. Raises WarehouseError if the file is there."""
        if (self.root / path).exists():
            raise WarehouseError(f"{path}: found a file, expected none; take another name, or remove the file")
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        self._write(path, rendered(template, **words))

    def insert(self, path: str, text: str, *, before: str) -> None:
        """Insert the text before the last line that begins with `before`. Raises WarehouseError if there is none."""
        content = (self.root / path).read_text(encoding="utf-8")
        at = content.rfind(f"\n{before}")
        if at < 0:
            raise WarehouseError(f"{path}: found no line that begins with {before!r}; add the text by hand:\n{text}")
        self._write(path, content[: at + 1] + text + content[at + 1 :])

    def append(self, path: str, text: str) -> None:
        self._write(path, (self.root / path).read_text(encoding="utf-8").rstrip("\n") + "\n" + text)

    def _write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")
        if path not in self.written:
            self.written.append(path)


def rendered(template: str, **words: str) -> str:
    return Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(words)


def refuse_name(name: str) -> None:
    """Raise WarehouseError unless the name is words in small letters with one underscore between."""
    if not _NAME.fullmatch(name):
        raise WarehouseError(f"found name {name!r}, expected words in small letters with one underscore between")
