"""Counts, members and record keys of the households of an area, recounted household by household by numpy.

What is not here: which households and areas there are (expectations/evidence/attack.py), noise (noise.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from expectations.attack.noise import MODULUS, Booleans, Integers

# Doubles add up the keys of so many households without a rounding: 2^32 each, 2^53 in all.
LARGEST_PIECE: Final = 2**20


@dataclass(frozen=True)
class Tally:
    """Households, their members and the sum of their record keys, below MODULUS: by item (rows) and group (columns)."""

    households: Integers
    members: Integers
    keys: Integers

    @classmethod
    def empty(cls, *, items: int, groups: int) -> Self:
        return cls(*(np.zeros((items, groups), dtype=np.int64) for _ in range(3)))

    def add(self, item: int, *, groups: Integers, members: Integers, keys: Integers) -> None:
        """Count the households of a piece of at most LARGEST_PIECE, each in its group."""
        width = self.households.shape[1]
        self.households[item] += np.bincount(groups, minlength=width)
        self.members[item] += np.bincount(groups, weights=members, minlength=width).astype(np.int64)
        added = np.bincount(groups, weights=keys, minlength=width).astype(np.int64)
        self.keys[item] = (self.keys[item] + added) % MODULUS

    def of(self, part: Integers, whole: Integers, *, groups: int) -> Tally:
        """The tally of wider areas: the group `part` of this tally is a part of the area `whole`, in pairs."""
        households, members, keys = (
            summed(each, part, whole, groups=groups) for each in (self.households, self.members, self.keys)
        )
        return Tally(households, members, keys % MODULUS)

    def at(self, groups: Integers) -> Tally:
        """The tally of some of the groups."""
        return Tally(self.households[:, groups], self.members[:, groups], self.keys[:, groups])


@dataclass(frozen=True)
class Piece:
    """Households in arrays of equal length. `answers`: item -> 0 fails, 1 passes, 2 does not apply.

    `kinds`: disaggregation -> number of the household's category in its province, among all of the country.
    `fails_any`: union of items -> whether the household fails one of them.
    """

    places: Integers
    keys: Integers
    members: Integers
    kinds: dict[str, Integers]
    answers: dict[str, Integers]
    fails_any: dict[str, Booleans]

    def of(self, rows: Integers) -> Piece:
        """Some of the households."""
        return Piece(
            places=self.places[rows],
            keys=self.keys[rows],
            members=self.members[rows],
            kinds={name: values[rows] for name, values in self.kinds.items()},
            answers={name: values[rows] for name, values in self.answers.items()},
            fails_any={name: values[rows] for name, values in self.fails_any.items()},
        )

    @staticmethod
    def joined(pieces: list[Piece]) -> Piece:
        """The households of at least one piece."""
        first = pieces[0]
        return Piece(
            places=np.concatenate([each.places for each in pieces]),
            keys=np.concatenate([each.keys for each in pieces]),
            members=np.concatenate([each.members for each in pieces]),
            kinds={name: np.concatenate([each.kinds[name] for each in pieces]) for name in first.kinds},
            answers={name: np.concatenate([each.answers[name] for each in pieces]) for name in first.answers},
            fails_any={name: np.concatenate([each.fails_any[name] for each in pieces]) for name in first.fails_any},
        )


@dataclass(frozen=True)
class Counted:
    """What was counted of the households of each place, and of those of each kind in a wider place.

    `surveyed` has one item. `unions` has who fails one of several items.
    `kinds`: disaggregation -> failing households, in groups of one category after the other.
    """

    surveyed: Tally
    failing: Tally
    unions: Tally
    not_applicable: Integers
    kinds: dict[str, Tally]

    @classmethod
    def empty(cls, *, items: int, unions: int, places: int, kinds: dict[str, int]) -> Self:
        """`kinds`: disaggregation -> number of its groups."""
        return cls(
            surveyed=Tally.empty(items=1, groups=places),
            failing=Tally.empty(items=items, groups=places),
            unions=Tally.empty(items=unions, groups=places),
            not_applicable=np.zeros((items, places), dtype=np.int64),
            kinds={name: Tally.empty(items=items, groups=groups) for name, groups in kinds.items()},
        )

    def add(self, piece: Piece) -> None:
        """Count the households of a piece of at most LARGEST_PIECE."""
        self.surveyed.add(0, groups=piece.places, members=piece.members, keys=piece.keys)
        for item, answers in enumerate(piece.answers.values()):
            fails = np.flatnonzero(answers == 0)
            members, keys = piece.members[fails], piece.keys[fails]
            self.failing.add(item, groups=piece.places[fails], members=members, keys=keys)
            for name, groups in piece.kinds.items():
                self.kinds[name].add(item, groups=groups[fails], members=members, keys=keys)
            without = piece.places[answers == 2]
            self.not_applicable[item] += np.bincount(without, minlength=self.not_applicable.shape[1])
        for union, is_failing in enumerate(piece.fails_any.values()):
            fails = np.flatnonzero(is_failing)
            groups, members, keys = (values[fails] for values in (piece.places, piece.members, piece.keys))
            self.unions.add(union, groups=groups, members=members, keys=keys)


def summed(counts: Integers, part: Integers, whole: Integers, *, groups: int) -> Integers:
    """Counts of wider areas, by item, as Tally.of."""
    wider = np.zeros((len(counts), groups), dtype=np.int64)
    for item, row in enumerate(counts):
        np.add.at(wider[item], whole, row[part])
    return wider
