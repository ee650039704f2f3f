"""Looks through a CSV file in blocks before DuckDB reads it: how many lines it has, and whether a line is hostile.

The speed is that of the disk: only methods of bytes look at every byte. Not here: what the lines hold (readers.py),
lines in quotes (csv_lines.py).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from orchestration.errors import LandingError
from orchestration.landing.read.limits import (
    BLANK_LINES,
    LINE_BYTES,
    LINE_VALUES,
    ROWS_SHOWN,
    SHORT_LINE_BYTES,
    UNREADABLE_LINES,
    UNREADABLE_ONE_IN,
    VALUES_MORE,
    VALUES_PER_COLUMN,
)

_BLOCK_BYTES: Final = 1 << 20
# Blanks, and the mark with which old systems end a file.
_END_MARKS: Final = b" \t\x1a"


@dataclass
class Lines:
    """The lines of a CSV file. `filled`: those with text. `blank`: those without."""

    filled: int = 0
    blank: int = 0


def look_through(path: Path, *, columns: int) -> Lines:
    """Count the lines. `columns`: how many names the header has.

    Raises LandingError for bytes of value zero, a line too long, too many values, or too many blank lines. So does an
    end in the middle of a row.
    """
    lines, last, start, position = Lines(), b"\n", 0, 0
    # The file is read, not mapped: a writer that shortens a mapped file ends the process that reads it.
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            if block.endswith(b"\r"):
                block += file.read(1)
            if b"\0" in block:
                number = _line_number(lines, last, block[: block.index(b"\0")])
                raise LandingError(
                    f"found a byte of value zero in line {number:,}, expected a UTF-8 file; save it as UTF-8 and "
                    "deliver it again, whole"
                )
            start = _refuse_long_line(file, block, position=position, start=start, lines=lines, last=last)
            position += len(block)
            before = lines.filled
            last = _count(lines, block, last)
            _refuse_many(lines, values=block.count(b","), new=lines.filled - before, columns=columns)
        if last not in (b"\n", b"\r"):
            _refuse_cut_line(file, number=lines.filled + lines.blank, columns=columns)
    return lines


def _count(lines: Lines, block: bytes, last: bytes) -> bytes:
    """Count the lines that begin in the block, and return its last byte."""
    text = last + (block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in block else block)
    breaks = text.count(b"\n")
    while b"\n\n" in text:
        text = text.replace(b"\n\n", b"\n")
    remaining = text.count(b"\n")
    lines.filled += remaining - text.endswith(b"\n")
    lines.blank += breaks - remaining
    return text[-1:]


def _refuse_many(lines: Lines, *, values: int, new: int, columns: int) -> None:
    if lines.blank > BLANK_LINES + 2 * lines.filled:
        raise LandingError(
            f"found {lines.blank:,} blank lines in the first {lines.filled + lines.blank:,} lines, expected rows; "
            "take the blank lines out and deliver it again"
        )
    most = VALUES_PER_COLUMN * columns + VALUES_MORE
    # A line of any length below the limit goes on into the next block.
    if values > most * (new + 1) + LINE_VALUES:
        raise LandingError(
            f"found about {values // (new + 1):,} values a line, expected the {columns:,} of the header; correct the "
            "file and deliver it again"
        )


def _refuse_long_line(file: BinaryIO, block: bytes, *, position: int, start: int, lines: Lines, last: bytes) -> int:
    """Where the last line that was looked at begins. From line to line in long strides: one look a stride."""
    while (end := start - position + SHORT_LINE_BYTES) < len(block):
        first = max(0, start - position)
        found = max(block.rfind(b"\n", first, end), block.rfind(b"\r", first, end))
        if found < 0:
            # The number is counted where a message needs it: it takes as long as the block.
            number = partial(_line_number, lines, last, memoryview(block)[:first])
            start = _end_of_long_line(file, start, number=number)
        else:
            start = position + found + 1
    return start


def _end_of_long_line(file: BinaryIO, start: int, *, number: Callable[[], int]) -> int:
    """Where the line after a long line begins. Raises LandingError if the long line is beyond a limit."""
    here, size, ends, line = file.tell(), SHORT_LINE_BYTES, list[int](), b""
    # In steps: a file of many lines beyond the short ones would be read a thousand times otherwise.
    while not ends and len(line) <= LINE_BYTES and (size == SHORT_LINE_BYTES or len(line) == size):
        size = min(4 * size, LINE_BYTES + 1)
        file.seek(start)
        line = file.read(size)
        ends = [end for end in (line.find(b"\n"), line.find(b"\r")) if end >= 0]
    file.seek(here)
    length = min(ends, default=len(line))
    if length > LINE_BYTES:
        raise LandingError(
            f"found a line of more than {LINE_BYTES:,} bytes, which is line {number():,}, expected a row; correct the "
            "file and deliver it again"
        )
    # What is in quotes is text.
    values = 1 + sum(part.count(b",") for part in line[:length].split(b'"')[::2])
    if values > LINE_VALUES:
        raise LandingError(
            f"found {values:,} values in line {number():,}, expected at most {LINE_VALUES:,}; correct the file and "
            "deliver it again"
        )
    return start + length + 1


def _refuse_cut_line(file: BinaryIO, *, number: int, columns: int) -> None:
    """A last line without a line end is whole if it has every value. In quotes it may have line ends of its own."""
    file.seek(-min(file.tell(), LINE_BYTES), os.SEEK_END)
    line = file.read().replace(b"\r", b"\n").rsplit(b"\n", maxsplit=1)[-1].strip(_END_MARKS)
    values = 1 + line.count(b",")
    if line and b'"' not in line and values < columns:
        raise LandingError(
            f"found an end in the middle of line {number:,}, after {values:,} of {columns:,} values, expected a whole "
            "file; deliver it again once it is written to its end"
        )


@dataclass
class _Faulty:
    """Rows with another number of values than the header, the first of them with their number, and rows of no UTF-8."""

    rows: int = 0
    uneven: int = 0
    undecoded: int = 0
    first: list[str] = field(default_factory=list)
    first_undecoded: int = 0


def refuse_many_faulty_rows(path: Path, *, columns: int, lines: Lines) -> None:
    """Raise LandingError if more rows cannot be read than any contract allows. For files with such a row alone.

    DuckDB keeps some kilobytes for each of them: 10 MB of lines of one letter took 16 GB. Only blocks of the file in
    which the number of commas is not that of sound rows are taken apart.
    """
    most, faulty = max(UNREADABLE_LINES, lines.filled // UNREADABLE_ONE_IN), _Faulty(rows=-1)
    with path.open("rb") as file:
        for block in _whole_lines(file):
            _take_apart(block, columns, faulty)
            if faulty.undecoded > most:
                raise LandingError(
                    f"found bytes that are not UTF-8 in {faulty.undecoded:,} of the first {faulty.rows:,} rows, first "
                    f"in row {faulty.first_undecoded:,}, expected a UTF-8 file; save it as UTF-8 (in Excel: CSV UTF-8) "
                    "and deliver it again"
                )
            if faulty.uneven > most:
                raise LandingError(
                    f"found {faulty.uneven:,} of the first {faulty.rows:,} rows with another number of values than the "
                    f"{columns:,} of the header ({', '.join(faulty.first)}), expected as many; correct the file and "
                    "deliver it again"
                )


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """The file in blocks that end with a line."""
    rest = b""
    while block := file.read(_BLOCK_BYTES):
        if block.endswith(b"\r"):
            block += file.read(1)
        block = rest + block
        end = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        rest = block[end:]
        if end:
            yield block[:end]
    if rest:
        yield rest


def _take_apart(block: bytes, columns: int, faulty: _Faulty) -> None:
    lines = [line for line in block.splitlines() if line]
    if not _is_utf_8(block):
        undecoded = [number for number, line in enumerate(lines, start=faulty.rows + 1) if not _is_utf_8(line)]
        faulty.undecoded += len(undecoded)
        faulty.first_undecoded = faulty.first_undecoded or undecoded[0]
    if block.count(b",") == len(lines) * (columns - 1) and b'"' not in block:
        faulty.rows += len(lines)
        return
    try:
        for row in csv.reader(line.decode(errors="replace") for line in lines):
            faulty.rows += 1
            if len(row) != columns:
                faulty.uneven += 1
                if len(faulty.first) < ROWS_SHOWN:
                    faulty.first.append(f"row {faulty.rows:,} has {len(row):,}")
    except csv.Error:  # A value longer than Python takes: DuckDB says what is wrong with it.
        faulty.rows += len(lines)


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line_number(lines: Lines, last: bytes, before: bytes | memoryview) -> int:
    """The number of the line after `before`. `lines` are those of earlier blocks, which end with the byte `last`."""
    text = bytes(before)
    breaks = text.count(b"\n") or text.count(b"\r")
    return lines.filled + lines.blank + breaks + (last == b"\n")
