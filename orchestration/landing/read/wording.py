"""Shows text of a foreign file in a message: nothing invisible, nothing endless, no digit of an identifier.

Not here: what a blank around a value is (landing/blanks.py), the sentences themselves (where a fault is found).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import duckdb

from orchestration.landing.read.limits import CHARACTERS_SHOWN, FAULTS_SHOWN

# As many digits as the shortest identifier has, together or in groups: an identifier may be in a wrong column.
_PERHAPS_AN_IDENTIFIER: Final = re.compile(r"\d(?:[- ]?\d){10}")
# Controls, marks of no width or direction, halves of characters, private characters, and spaces but the plain one.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"})
_THAI: Final = re.compile("[๐-๙]")
_FOREIGN: Final = re.compile(r"(?![0-9])\d")


def visible(text: str) -> str:
    """The text with every invisible character as its number, such as <U+200B>, except plain spaces."""
    if not any(map(_is_seen, text)):
        return "blanks alone" if text else "an empty text"
    return "".join(c if c == " " or _is_seen(c) else f"<U+{ord(c):04X}>" for c in text)


def shown(text: str) -> str:
    """The visible text, cut after CHARACTERS_SHOWN characters."""
    cut = visible(text[:CHARACTERS_SHOWN])
    return cut if len(text) <= CHARACTERS_SHOWN else f"{cut}... ({len(text):,} characters)"


def shown_value(found: str | None, *, is_identifier: bool = False) -> str:
    """A value that breaks its contract. Digits that are, or may be, an identifier are hidden; Thai digits are named."""
    if found is None:
        return "nothing"
    hidden = is_identifier or may_be_identifier(found)
    text = shown(_nines(found)) if hidden else shown(found)
    if _FOREIGN.search(found):
        text += " with Thai digits" if _THAI.search(found) else " with digits of another script than 0 to 9"
    return f"{text} (digits hidden)" if hidden and found else text


def shown_name(name: str) -> str:
    """A name from a file. A file without a header has values of its first row in the place of names."""
    return f"{shown(_nines(name))} (digits hidden)" if re.search(r"\d", name) else shown(name)


def may_be_identifier(text: str) -> bool:
    """Whether the text has as many digits in a row as an identifier, whatever invisible characters are among them."""
    return _PERHAPS_AN_IDENTIFIER.search("".join(c for c in text if c == " " or _is_seen(c))) is not None


def some(texts: Sequence[str], *, separator: str = "; ") -> str:
    """The first FAULTS_SHOWN texts, and how many more there are."""
    more = [f"and {len(texts) - FAULTS_SHOWN:,} more"] if texts[FAULTS_SHOWN:] else []
    return separator.join([*texts[:FAULTS_SHOWN], *more])


def reason_of(fault: duckdb.Error, *hidden: str, name: str) -> str:
    """The first line of what DuckDB says, with the file's name in place of the `hidden` paths."""
    reason = str(fault).partition("\n")[0]
    for path in hidden:
        reason = reason.replace(path, name)
    return shown(_nines(reason)) if may_be_identifier(reason) else shown(reason)


def _nines(text: str) -> str:
    """The shape of an identifier: enough to see the fault, too little to identify anyone. Scripts stay apart."""
    return re.sub(r"\d", lambda digit: chr(ord(digit[0]) - unicodedata.decimal(digit[0]) + 9), text)


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN
