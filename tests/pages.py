"""What a folder of pages asks for from outside: every reference in its HTML, CSS, SVG and JavaScript that leaves it.

Not here: what the pages say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Attributes that a browser follows by itself or on a click, and CSS that fetches.
_REFERENCES = (
    re.compile(
        r"""\s(?:src|href|srcset|data|action|poster|formaction|background|manifest)\s*=\s*(["'])(.*?)\1""", re.S
    ),
    re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)""", re.S),
    re.compile(r"""@import\s+(["'])(.*?)\1"""),
)
# What a script could ask for without a reference; a meta element that leads elsewhere.
_CALLS = re.compile(r"<script|\bfetch\(|XMLHttpRequest|\bimport\(|http-equiv|\bon[a-z]+\s*=\s*[\"']")
_KINDS = (".html", ".htm", ".css", ".js", ".mjs", ".svg")


def outside_references(folder: Path) -> list[str]:
    """A line per reference that leaves the folder, leads to no file, or is made by a script."""
    files = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _KINDS and path.is_file())
    return [f"{path.relative_to(folder)}: {found}" for path in files for found in _outside(path, folder)]


def _outside(path: Path, folder: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    yield from (match.group(0) for match in _CALLS.finditer(text))
    for pattern in _REFERENCES:
        for match in pattern.finditer(text):
            reference = unescape(match.group(2))
            if not _stays(reference, path, folder):
                yield reference


def _stays(reference: str, path: Path, folder: Path) -> bool:
    parts = urlsplit(reference)
    if parts.scheme == "data":
        return True
    if parts.scheme or parts.netloc:
        return False
    if not parts.path:
        return f'id="{parts.fragment}"' in path.read_text(encoding="utf-8") or not parts.fragment
    target = (path.parent / unquote(parts.path)).resolve()
    return target.is_file() and target.is_relative_to(folder.resolve())
