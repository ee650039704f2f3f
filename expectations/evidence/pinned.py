"""What linear programmes make of the small counts of three provinces in the latest round.

What is not here: the programmes (attack/bounds.py), how much room a count needs (suites/privacy/attack.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import duckdb
import numpy as np

from expectations.attack.bayes import SMALL
from expectations.attack.bounds import Linked, attacked
from expectations.attack.noise import Integers
from expectations.evidence.figures import Figures, Level, read_figures
from expectations.evidence.recount import Candidate, Recount

# So many provinces are attacked. Which ones depends on their codes alone.
_PROVINCES: Final = 3
_WHOLE: Final = {"subdistrict": "district"}
_WIDE: Final = ("nation", "region", "pilot_group")


def _bounds(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """One row per small cell that is shown, with the least and the most that it can be."""
    connection.execute(
        "create table audit__bound (survey_round varchar, area_level varchar, area_code varchar, item varchar,"
        " least bigint, most bigint)"
    )
    (latest,) = connection.execute("select max(survey_round) from open__area_indicator").fetchone() or (None,)
    for row in _of_round(read_figures(connection, latest)) if latest else ():
        connection.execute("insert into audit__bound values (?, ?, ?, ?, ?, ?)", [latest, *row])


def _of_round(figures: Figures) -> Iterator[tuple[Any, ...]]:
    for province in _provinces(figures):
        for items in _linked_items(figures):
            yield from _of_items(figures, province, items)


def _provinces(figures: Figures) -> list[str]:
    """Those of the provinces with small counts that come first by a digest of their codes."""
    found: set[str] = set()
    for level in figures.levels.values():
        is_small = (_is_small(level) & (level.counts["shown"] >= 0)).any(axis=0)
        found |= {level.provinces[cell] for cell in np.flatnonzero(is_small) if level.provinces[cell]}
    return sorted(found, key=lambda code: hashlib.md5(code.encode(), usedforsecurity=False).hexdigest())[:_PROVINCES]


def _is_small(level: Level) -> Any:
    return np.isin(level.counts["truth"], SMALL)


def _linked_items(figures: Figures) -> list[list[int]]:
    """Items that share a group, together."""
    together = {item: {item} for item in range(len(figures.items))}
    for group, indicators in figures.groups.items():
        joined = set().union(*(together[item] for item in (group, *indicators)))
        together |= dict.fromkeys(joined, joined)
    return [list(items) for items in dict.fromkeys(tuple(sorted(items)) for items in together.values())]


def _of_items(figures: Figures, province: str, items: list[int]) -> Iterator[tuple[Any, ...]]:
    cells = _Cells(figures, province, items)
    linked = cells.linked()
    small = np.flatnonzero(np.isin(cells.column("truth"), SMALL) & (linked.shown >= 0))
    if not len(small):
        return
    for cell, least, most in zip(small, *attacked(linked, small), strict=True):
        level, place, item = cells.keys[cell]
        yield level, figures.levels[level].codes[place], figures.items[item], int(least), int(most)


class _Cells:
    """The cells of a province and of some items, by number."""

    def __init__(self, figures: Figures, province: str, items: list[int]) -> None:
        self._figures = figures
        self.keys: list[tuple[str, int, int]] = [
            (name, int(place), item)
            for name, level in figures.levels.items()
            if name not in _WIDE
            for place in np.flatnonzero(np.array(level.provinces) == province)
            for item in items
            if level.counts["truth"][item, place] >= 0 and level.surveyed[place] > 0
        ]
        self._numbers = {key: number for number, key in enumerate(self.keys)}

    def column(self, name: str) -> Integers:
        levels = self._figures.levels
        return np.array([levels[level].counts[name][item, place] for level, place, item in self.keys], dtype=np.int64)

    def linked(self) -> Linked:
        figures = self._figures
        return Linked(
            shown=self.column("shown"),
            members=self.column("members"),
            most=np.array([figures.levels[level].surveyed[place] for level, place, _ in self.keys], dtype=np.int64),
            has_members=np.array([item not in figures.groups for _, _, item in self.keys]),
            sums=tuple(self._sums()),
            unions=tuple(self._unions()),
        )

    def _sums(self) -> Iterator[tuple[int, Integers]]:
        parts: dict[tuple[str, int], list[int]] = {}
        for number, (level, place, item) in enumerate(self.keys):
            if level == "province":
                continue
            whole = _WHOLE.get(level, "province")
            of = self._figures.levels[whole].codes.index(self._figures.levels[level].wholes[place])
            parts.setdefault((level, self._numbers[whole, of, item]), []).append(number)
        yield from ((whole, np.array(numbers, dtype=np.int64)) for (_, whole), numbers in parts.items())

    def _unions(self) -> Iterator[tuple[int, Integers]]:
        for number, (level, place, item) in enumerate(self.keys):
            indicators = [(level, place, each) for each in self._figures.groups.get(item, ())]
            if indicators:
                yield number, np.array([self._numbers[each] for each in indicators], dtype=np.int64)


RECOUNTS: dict[str, Recount] = {"audit__bound": _bounds}
