"""Writes a text file of an export. An export lies in a candidate, which nobody reads before it is whole.

Not here: files that DuckDB or a library writes (the modules of the exports).
"""

from __future__ import annotations

import json
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write the file as UTF-8 with line feeds, and the folders above it if they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, content: object) -> None:
    """Write the content as JSON that a person can read."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
