"""Finds English that a reader has to read twice: phrases of a private dialect, and sentences that are too long.

Which files are examined is not here, but in `test_english.py`.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

LONGEST_SENTENCE = 25

# Phrase -> what to write in its place.
DIALECT = {
    r"\bstands?(?!-in)\b|\bstood\b": 'write "is", "lies", "is in", "means" or "represents"',
    r"\btold\b": 'write "named", "given", "known" or "distinguished"',
    r"\b(?:is|are|was|were|be|been|what) said\b|\bsaid as\b": "name the column or the file, and the value in it",
    r"\b(?:that|which|it|this) (?:is|are) none\b|\bis none that\b": 'name the thing: "a value that is not a date"',
    r"\b(?:is|are) no part of\b": 'write "does not belong to" or "is not in"',
    r"\bheirs?\b": 'write "the batch that replaced it"',
    r"\b(?:as|the way) (?:it|they) (?:is|are) (?:listed|told|said)\b": "write the rule as an equation",
    r"\bnought\b": 'write "zero"',
    r"\bwhat of (?:it|them)\b": "name the part",
    r"\bof (?:it|them) is one of\b": "name the noun",
}


def dialect_in(text: str) -> list[str]:
    """Every phrase of the dialect in a text, each with the advice of what to write."""
    plain = " ".join(re.sub(r"`[^`]*`", "x", text).split())
    return [
        f"{plain[max(0, found.start() - 25) : found.end() + 25]!r}: {advice}"
        for pattern, advice in DIALECT.items()
        for found in re.finditer(pattern, plain, flags=re.IGNORECASE)
    ]


def too_long_in(text: str) -> list[str]:
    """Every sentence of more than LONGEST_SENTENCE words, with the number of its words."""
    return [
        f"{words} words: {sentence!r}"
        for block in blocks(text)
        for sentence in sentences(block)
        if (words := _words(sentence)) > LONGEST_SENTENCE
    ]


def sentences(block: str) -> list[str]:
    """A sentence ends with a full stop, a question or an exclamation mark that white space follows."""
    plain = re.sub(r"`[^`]*`", "code", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(block.split())))
    plain = re.sub(r"\b(e\.g|i\.e|cf|etc|No)\.(?= )", r"\1", plain)
    return [part for part in re.split(r"(?<=[.!?])[)\"'*]*\s+", plain) if part]


def _words(sentence: str) -> int:
    return sum(1 for word in sentence.split() if re.search(r"\w", word))


def blocks(markdown: str) -> Iterator[str]:
    """Paragraphs and list items; code, tables and headings are left out."""
    current: list[str] = []
    for line in [*_prose(markdown), ""]:
        starts = re.match(r"\s*(?:[-*]|\d+\.)\s+", line)
        if current and (not line.strip() or starts):
            yield " ".join(current)
            current = []
        if line.strip():
            current.append(line[starts.end() :] if starts else line.strip())


def _prose(markdown: str) -> Iterator[str]:
    fenced, code, blank = False, False, True
    for line in markdown.splitlines():
        fence = line.lstrip().startswith("```")
        indented = line.startswith("    ") and not re.match(r"\s*(?:[-*]|\d+\.)\s", line)
        code = (indented and (blank or code)) or (code and not line.strip())
        fenced ^= fence
        blank = not line.strip()
        left_out = fence or fenced or code or line.startswith(("|", "#"))
        yield "" if left_out else line


def docstrings(path: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every docstring of a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
            yield getattr(node, "name", "module"), text


def messages(path: Path) -> Iterator[tuple[str, str]]:
    """Line and text of every comment and every short string of a Python file; SQL in long strings is left out."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type in (tokenize.COMMENT, tokenize.STRING) and '"""' not in token.string:
                yield f"line {token.start[0]}", token.string


def descriptions(path: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every description of a YAML file: of models, columns, tests, feeds and contracts."""
    yield from _described(list(yaml.safe_load_all(path.read_text(encoding="utf-8"))), "")


def _described(part: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for each in part:
            yield from _described(each, name)
    elif isinstance(part, dict):
        name = f"{name} {part.get('name', '')}".strip()
        for key, value in part.items():
            if key in ("description", "purpose", "limitations") and isinstance(value, str):
                yield name, value
            else:
                yield from _described(value, name)
