"""What a linear programme makes of small counts: the least and the most that each can be, given all sums around it.

The attacker knows the table of noise, and that areas sum to wider areas. A household has a member, and who fails an
indicator fails its goal. What is not here: how likely a count is (bayes.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from expectations.attack.noise import (
    MEMBERS_NOISE,
    Floats,
    Integers,
    candidates,
    likelihood,
)

# Programmes that look at all cells at once, in each direction. What they do not reach is known the less.
_PASSES: Final = 3
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
    """A linear programme; counts of households come first, then counts of their members."""

    def __init__(self, linked: Linked) -> None:
        self.number = len(linked.shown)
        self._rows: list[tuple[Terms, float, float]] = []
        for whole, parts in linked.sums:
            self._sum(whole, parts, has_members=bool(linked.has_members[[whole, *parts]].all()))
        for group, indicators in linked.unions:
            self._rows += [([(int(each), 1.0), (group, -1.0)], -np.inf, 0.0) for each in indicators]
            self._rows.append(([(group, 1.0), *((int(each), -1.0) for each in indicators)], -np.inf, 0.0))
        for cell in np.flatnonzero(linked.has_members):
            self._of_members(int(cell), int(linked.shown[cell]), int(linked.members[cell]))
        self._constraints = self._constraint()
        least, most = windows(linked)
        none, any_number = np.zeros(self.number), np.full(self.number, np.inf)
        self._bounds = Bounds(np.concatenate((least, none)), np.concatenate((most, any_number)))

    def _sum(self, whole: int, parts: Integers, *, has_members: bool) -> None:
        for first in (0, self.number) if has_members else (0,):
            self._rows.append(([(whole + first, -1.0), *((int(part) + first, 1.0) for part in parts)], 0.0, 0.0))

    def _of_members(self, cell: int, shown: int, members: int) -> None:
        """Members are at least the households, and shown with so many more or fewer."""
        people = (cell + self.number, 1.0)
        self._rows.append(([people, (cell, -1.0)], 0.0, np.inf))
        if shown <= 0 or members < 0:
            return
        # No open count of members is below that of the households: it may have been raised to it.
        least = members - MEMBERS_NOISE if members > shown else -np.inf
        self._rows.append(([people], least, float(members + MEMBERS_NOISE)))

    def _constraint(self) -> LinearConstraint:
        places = [(row, column, factor) for row, (terms, _, _) in enumerate(self._rows) for column, factor in terms]
        row, column, factor = np.array(places).reshape(-1, 3).T
        shape = (len(self._rows), 2 * self.number)
        matrix = coo_array((factor, (row.astype(int), column.astype(int))), shape=shape).tocsc()
        return LinearConstraint(matrix, [least for _, least, _ in self._rows], [most for _, _, most in self._rows])

    def solve(self, objective: Floats) -> Floats | None:
        """The counts of households that make the objective least. None if no counts explain the open ones."""
        whole = np.concatenate((objective, np.zeros(self.number)))
        solved = milp(whole, constraints=self._constraints, bounds=self._bounds)
        return np.asarray(solved.x[: self.number], dtype=np.float64) if solved.status == 0 else None


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
