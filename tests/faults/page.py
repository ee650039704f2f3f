"""The page of a run of all faults, docs/faults.md: by group how many were put in, and what came of them.

Not here: the faults (catalogue.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.faults.outcome import BAD, GOOD, RECOVERED, REFUSED, Outcome

Group = tuple[str, str]
"""Where faults strike, and their kind."""

_LONGEST = 240
_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (.*) \|$", re.MULTILINE)
_HEAD = """# Faults

Written by `make faults`. The command puts every fault below into a small data folder and looks at what follows. `make
soak` puts all of them in too, and demands that no outcome is bad. `make test` puts in a sample.

- **survived**: the command ended well, and what it left is right.
- **recovered**: the next command made good what the fault had left, without any work by hand.
- **refused**: a sentence says what was found and what to do. Readers see what they saw before.
- **bad**: wrong rows or a wrong pointer, something lost, an error that is no sentence, or a command that hangs.

A command is killed, or finds the disk full, at each of its operations on files. Damage lies between two commands. The
words are those of the most frequent message of the group.
"""


@dataclass(frozen=True)
class Row:
    """What came of the faults of one group. `bad`: how many outcomes were bad."""

    injected: int
    survived: int
    recovered: int
    refused: int
    bad: int
    message: str


def row_of(outcomes: list[Outcome]) -> Row:
    words = Counter(outcome.word for outcome in outcomes)
    bad = sum(words[word] for word in BAD)
    return Row(len(outcomes), *(words[word] for word in GOOD), bad, "<br>".join(_messages(outcomes)))


def page(rows: Mapping[Group, Row]) -> str:
    return "\n".join([_HEAD, *_totals(list(rows.values())), *_table(rows)])


def rows_of(text: str) -> dict[Group, Row]:
    """The rows of a page."""
    return {
        (where.strip(), kind.strip()): Row(*map(int, numbers), message)
        for where, kind, *numbers, message in _ROW.findall(text)
    }


def _totals(rows: list[Row]) -> Iterator[str]:
    survived, recovered = sum(row.survived for row in rows), sum(row.recovered for row in rows)
    refused, bad = sum(row.refused for row in rows), sum(row.bad for row in rows)
    yield f"Injected: {sum(row.injected for row in rows):,} faults."
    yield f"Of these, {survived:,} survived, {recovered:,} recovered, {refused:,} refused, {bad:,} bad."
    yield ""


def _table(rows: Mapping[Group, Row]) -> Iterator[str]:
    yield "| where | fault | injected | survived | recovered | refused | bad | what a person reads |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for (where, kind), row in rows.items():
        numbers = (row.injected, row.survived, row.recovered, row.refused, row.bad)
        yield f"| {where} | {kind} | {' | '.join(map(str, numbers))} | {row.message} |"
    yield ""


def _messages(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for word in (RECOVERED, REFUSED):
        texts = Counter(outcome.message for outcome in outcomes if outcome.word == word and outcome.message)
        if texts:
            text = min(texts, key=lambda each: (-texts[each], each))
            short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} ..."
            yield f"{word}: `{short.replace('|', '/').replace('`', chr(39))}`"
