"""What a linear programme makes of small counts: the least and the most that each can be, given all sums around it.

The attacker knows the table of noise, that areas sum to wider areas, that nobody has fewer members than one, and that who
fails an indicator fails its goal. What is not here: how likely a count is (bayes.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from expectations.attack.noise import (
    MEMBERS_BESIDES,
    MEMBERS_OF_A_HOUSEHOLD,
    Floats,
    Integers,
    candidates,
    likelihood,
)

# Programmes that look at all cells at once, in each direction. What they do not reach is known the less.
_PASSES: Final = 4
_NEAR: Final = 1e-6
Terms = list[tuple[int, float]]


@dataclass(frozen=True)
class Linked:
    """Open counts that are linked, in arrays of equal length. -1 is a count or number of members that is not shown.

    `most` is what a count can be at most, whatever is shown. `sums`: a cell and the cells that it is the sum of.
    `unions`: a cell and the cells of its indicators in the same area, whose households it has, once each.
    """

    shown: Integers
    members: Integers
    most: Integers
    has_members: Integers
    sums: tuple[tuple[int, Integers], ...]
    unions: tuple[tuple[int, Integers], ...]


class _Programme:
    """The rows of a linear programme; counts of households come first, then counts of their members."""

    def __init__(self, linked: Linked) -> None:
        self.number = len(linked.shown)
        self._equal: list[Terms] = []
        self._below: list[tuple[Terms, float]] = []
        for whole, parts in linked.sums:
            self._equal.append([(whole, -1.0), *((int(part), 1.0) for part in parts)])
            if linked.has_members[whole] and linked.has_members[parts].all():
                self._equal.append([(place + self.number, factor) for place, factor in self._equal[-1]])
        for group, indicators in linked.unions:
            self._below += [([(int(each), 1.0), (group, -1.0)], 0.0) for each in indicators]
            self._below.append(([(group, 1.0), *((int(each), -1.0) for each in indicators)], 0.0))
        for cell in np.flatnonzero(linked.has_members):
            self._of_members(int(cell), int(linked.shown[cell]), int(linked.members[cell]))
        least, most = windows(linked)
        self.bounds = np.column_stack(
            (np.concatenate((least, np.zeros(self.number))), np.concatenate((most, np.full(self.number, np.inf))))
        )

    def _of_members(self, cell: int, shown: int, members: int) -> None:
        """Members less three for each household are shown with at most three more or fewer."""
        household, people = (cell, 1.0), (cell + self.number, 1.0)
        self._below.append(([household, (people[0], -1.0)], 0.0))
        if shown <= 0 or members < 0:
            return
        rest = members - MEMBERS_OF_A_HOUSEHOLD * shown
        less = (cell, -float(MEMBERS_OF_A_HOUSEHOLD))
        self._below.append(([people, less], float(rest + MEMBERS_BESIDES)))
        # No open count of members is below that of the households: it may have been raised to it.
        if members > shown:
            self._below.append(([(people[0], -1.0), (cell, -less[1])], float(MEMBERS_BESIDES - rest)))

    def solve(self, objective: Floats) -> Floats | None:
        """The counts of households that make the objective least. None if no counts explain the open ones."""
        solved = linprog(
            np.concatenate((objective, np.zeros(self.number))),
            A_ub=_matrix([terms for terms, _ in self._below], 2 * self.number),
            b_ub=np.array([limit for _, limit in self._below]),
            A_eq=_matrix(self._equal, 2 * self.number),
            b_eq=np.zeros(len(self._equal)),
            bounds=self.bounds,
            method="highs",
        )
        return solved.x[: self.number] if solved.status == 0 else None


def _matrix(rows: list[Terms], columns: int) -> coo_array:
    places = [(row, column, factor) for row, terms in enumerate(rows) for column, factor in terms]
    row, column, factor = np.array(places).reshape(-1, 3).T
    return coo_array((factor, (row.astype(int), column.astype(int))), shape=(len(rows), columns))


def windows(linked: Linked) -> tuple[Floats, Floats]:
    """Least and most of each count by its own open count and the table of noise."""
    grid = candidates(np.maximum(linked.shown, 0))
    is_possible = likelihood(np.maximum(linked.shown, 0), grid) > 0
    least = np.where(is_possible, grid, np.iinfo(np.int64).max).min(axis=-1)
    most = np.where(is_possible, grid, -1).max(axis=-1)
    is_shown = linked.shown >= 0
    return np.where(is_shown, least, 0).astype(float), np.minimum(np.where(is_shown, most, linked.most), linked.most)


def attacked(linked: Linked, cells: Integers) -> tuple[Integers, Integers]:
    """Least and most that each of the cells can be. Where no counts explain the open ones, the attacker takes these.

    What all cells reach at once is between the two. It is exact of each cell that would have one count alone.
    """
    programme = _Programme(linked)
    least, most = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)
    for sign, limit in ((1.0, windows(linked)[0]), (-1.0, windows(linked)[1])):
        for _ in range(_PASSES):
            reached = least if sign > 0 else most
            wanted = cells[np.abs(reached - limit[cells]) > _NEAR]
            if not len(wanted):
                break
            found = _reached(programme, wanted, sign)
            if found is None:
                return linked.shown[cells], linked.shown[cells]
            least, most = np.minimum(least, found[cells]), np.maximum(most, found[cells])
    for place in np.flatnonzero(np.floor(most + _NEAR) <= np.ceil(least - _NEAR)):
        both = [_reached(programme, cells[[place]], sign) for sign in (1.0, -1.0)]
        least[place], most[place] = (solved[cells[place]] for solved in both if solved is not None)
    return np.ceil(least - _NEAR).astype(np.int64), np.floor(most + _NEAR).astype(np.int64)


def _reached(programme: _Programme, cells: Integers, sign: float) -> Floats | None:
    objective = np.zeros(programme.number)
    objective[cells] = sign
    return programme.solve(objective)
