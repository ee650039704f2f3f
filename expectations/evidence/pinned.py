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
from expectations.evidence.flows import BEFORE, FAILED_BEFORE, MOVED_IN, NOW, Counts, Place, read_open_flows
from expectations.evidence.recount import Candidate, Recount
from orchestration.disclosure.noise_table import LARGEST_NOISE

# So many provinces are attacked. Which ones depends on their codes alone.
_PROVINCES: Final = 3
_WHOLE: Final = {"subdistrict": "district"}
# More households than any area has.
_ANY: Final = 10**9
_WIDE: Final = ("nation", "region", "pilot_group")


def _bounds(connection: duckdb.DuckDBPyConnection, candidate: Candidate) -> None:
    """One row per small cell that is shown, with the least and the most that it can be."""
    connection.execute(
        "create table audit__bound (survey_round varchar, area_level varchar, area_code varchar, item varchar,"
        " least bigint, most bigint)"
    )
    (latest,) = connection.execute("select max(survey_round) from open__area_indicator").fetchone() or (None,)
    if not latest:
        return
    for row in _of_round(read_figures(connection, latest), read_open_flows(connection, latest)):
        connection.execute("insert into audit__bound values (?, ?, ?, ?, ?, ?)", [latest, *row])


def _of_round(figures: Figures, flows: dict[Place, Counts]) -> Iterator[tuple[Any, ...]]:
    for province in _provinces(figures):
        for items in _linked_items(figures):
            yield from _of_items(_Cells(figures, flows, province, items))


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


def _of_items(cells: _Cells) -> Iterator[tuple[Any, ...]]:
    linked = cells.linked()
    small = np.flatnonzero(np.isin(cells.truth(), SMALL) & (linked.shown >= 0))
    if not len(small):
        return
    for cell, least, most in zip(small, *attacked(linked, small), strict=True):
        yield *cells.name(int(cell)), int(least), int(most)


class _Cells:
    """The cells of a province and of some items, by number: counts of a round, and after them flows to the round."""

    def __init__(self, figures: Figures, flows: dict[Place, Counts], province: str, items: list[int]) -> None:
        self._figures = figures
        self._keys: list[tuple[str, int, int]] = [
            (name, int(place), item)
            for name, level in figures.levels.items()
            if name not in _WIDE
            for place in np.flatnonzero(np.array(level.provinces) == province)
            for item in items
            if level.counts["truth"][item, place] >= 0 and level.surveyed[place] > 0
        ]
        self._numbers = {key: number for number, key in enumerate(self._keys)}
        self._flows = [
            (number, flow, *counts)
            for number, key in enumerate(self._keys)
            for flow, counts in flows.get(self._name(*key), {}).items()
        ]
        self._numbers_of_flows = {
            (number, flow): len(self._keys) + place for place, (number, flow, *_) in enumerate(self._flows)
        }

    def name(self, number: int) -> Place:
        """Level and code of the area, and the item."""
        if number >= len(self._keys):
            cell, flow, *_ = self._flows[number - len(self._keys)]
            level, code, item = self.name(cell)
            return level, code, f"{item}, {flow.replace('_', ' ')}"
        return self._name(*self._keys[number])

    def _name(self, level: str, place: int, item: int) -> Place:
        return level, self._figures.levels[level].codes[place], self._figures.items[item]

    def truth(self) -> Integers:
        """The exact count of each cell. Of what an attacker adds up there is none."""
        exact = [count for *_, count in self._flows]
        return np.concatenate((self._column("truth"), np.array(exact, dtype=np.int64), self._none))

    def linked(self) -> Linked:
        shown = [count for *_, count, _ in self._flows]
        further = np.concatenate((np.array(shown, dtype=np.int64), self._none))
        return Linked(
            shown=np.concatenate((self._column("shown"), further)),
            members=np.concatenate((self._column("members"), np.full_like(further, -1))),
            most=np.concatenate((self._most(), np.where(further < 0, _ANY, further + LARGEST_NOISE))),
            has_members=np.concatenate((self._has_members(), np.zeros(len(further), dtype=bool))),
            sums=(*self._sums(), *self._sums_of_flows()),
            unions=tuple(self._unions()),
        )

    @property
    def _moving(self) -> list[int]:
        """The cells whose households of before are known: who failed before, and who moved in."""
        return [number for number, flow, *_ in self._flows if flow == FAILED_BEFORE]

    @property
    def _none(self) -> Integers:
        """Of each of them, households that failed before in the area or in another one are a cell that nobody shows."""
        return np.full(len(self._moving), -1, dtype=np.int64)

    def _column(self, name: str) -> Integers:
        levels = self._figures.levels
        return np.array([levels[level].counts[name][item, place] for level, place, item in self._keys], dtype=np.int64)

    def _most(self) -> Integers:
        levels = self._figures.levels
        return np.array([levels[level].surveyed[place] for level, place, _ in self._keys], dtype=np.int64)

    def _has_members(self) -> Any:
        return np.array([item not in self._figures.groups for _, _, item in self._keys])

    def _sums(self) -> Iterator[tuple[int, Integers]]:
        parts: dict[tuple[str, int], list[int]] = {}
        for number, (level, place, item) in enumerate(self._keys):
            if level != "province":
                parts.setdefault((level, self._whole(level, place, item)), []).append(number)
        yield from ((whole, np.array(numbers, dtype=np.int64)) for (_, whole), numbers in parts.items())

    def _whole(self, level: str, place: int, item: int) -> int:
        whole = _WHOLE.get(level, "province")
        of = self._figures.levels[whole].codes.index(self._figures.levels[level].wholes[place])
        return self._numbers[whole, of, item]

    def _sums_of_flows(self) -> Iterator[tuple[int, Integers]]:
        numbers = self._numbers_of_flows
        for cell in dict.fromkeys(number for number, *_ in self._flows):
            yield cell, np.array([numbers[cell, flow] for flow in NOW], dtype=np.int64)
        districts: dict[int, list[int]] = {}
        for number, (level, place, item) in enumerate(self._keys):
            if level == "district":
                districts.setdefault(self._whole(level, place, item), []).append(number)
        for whole, flow, *_ in self._flows:
            parts = [(district, flow) for district in districts.get(whole, ())]
            if parts and numbers.keys() >= set(parts):
                yield numbers[whole, flow], np.array([numbers[part] for part in parts], dtype=np.int64)
        first = len(self._keys) + len(self._flows)
        for place, cell in enumerate(self._moving):
            for flows in (BEFORE, (FAILED_BEFORE, MOVED_IN)):
                yield first + place, np.array([numbers[cell, flow] for flow in flows], dtype=np.int64)

    def _unions(self) -> Iterator[tuple[int, Integers]]:
        for number, (level, place, item) in enumerate(self._keys):
            indicators = [(level, place, each) for each in self._figures.groups.get(item, ())]
            if indicators:
                yield number, np.array([self._numbers[each] for each in indicators], dtype=np.int64)


RECOUNTS: dict[str, Recount] = {"audit__bound": _bounds}
