"""What an attacker learns of a household that is known to be the only new one of an area between two vintages.

Without noise of its own in each vintage, the difference of two counts would tell what the household fails. What is not
here: how many households may change (orchestration/release/changed_households.py).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from expectations.attack.bayes import SURE
from expectations.attack.noise import (
    MEMBERS_NOISE,
    Booleans,
    Floats,
    Integers,
    candidates,
    cells,
    chance,
    members_chances,
    noise,
    shown_members,
)

_DIFFERENCE: Final = 2 * MEMBERS_NOISE


@dataclass(frozen=True)
class Failures:
    """A failure of a household in each row: one item that it fails. Columns are counts of areas that it is among.

    `households` is 0 where there is no such count, `people` -1 where nothing is shown of members.
    `rates`: the share of households that fail the item. `salts`: texts of what each count is of, without the round.
    `others`: how likely the household is in the count without this failure, by what else it fails.
    """

    keys: Integers
    members: Integers
    rates: Floats
    households: Integers
    people: Integers
    sums_of_keys: Integers
    salts: npt.NDArray[np.object_]
    others: Floats

    def of(self, rows: Booleans) -> Failures:
        """Those of some rows alone."""
        return replace(self, **{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def by(self, columns: Booleans) -> Failures:
        """The same failures by some of their counts alone."""
        tables = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(self, **{name: table[:, columns] for name, table in tables.items() if table.ndim == 2})


def found(failures: Failures, *, vintages: tuple[str, str], has_members: bool) -> int:
    """How many failures the attacker finds out, by the counts before and after, and by their members if asked."""
    evidence = np.zeros(len(failures.keys))
    for column in range(failures.households.shape[1]):
        is_new = ~_is_as_before(failures, column)
        evidence += np.where(is_new, _of_column(failures, column, vintages=vintages, has_members=has_members), 0)
    odds = np.log(failures.rates) - np.log1p(-failures.rates) + evidence
    return int((odds >= np.log(SURE / (1 - SURE))).sum())


def _is_as_before(failures: Failures, column: int) -> Booleans:
    """Whether a count is of the households of an earlier one: it has the same noise and says nothing more."""
    found = np.zeros(len(failures.keys), dtype=bool)
    for other in range(column):
        same = np.ones(len(failures.keys), dtype=bool)
        for values in (failures.households, failures.sums_of_keys, failures.salts):
            same &= values[:, column] == values[:, other]
        found |= same
    return found


def _of_column(failures: Failures, column: int, *, vintages: tuple[str, str], has_members: bool) -> Floats:
    """How much likelier a failure is than none, as a logarithm."""
    after = failures.households[:, column]
    is_there = after > 0
    before = np.maximum(after - 1, 0)
    people = failures.people[:, column]
    keys, salts = failures.sums_of_keys[:, column], failures.salts[:, column]
    drawn = [
        _drawn(households, members, cells(sums, salts, vintage))
        for vintage, households, members, sums in (
            (vintages[0], before, people - failures.members, keys - failures.keys),
            (vintages[1], after, people, keys),
        )
    ]
    (shown_before, people_before), (shown_after, people_after) = drawn
    grid = candidates(shown_before)
    likely = chance(shown_before[:, None], grid)
    of_one = (likely * chance(shown_after[:, None], grid + 1)).sum(axis=-1)
    of_none = (likely * chance(shown_after[:, None], grid)).sum(axis=-1)
    if vintages[0] == vintages[1]:
        # The same households have the same noise then: any difference is the new household.
        of_none = np.where(shown_before == shown_after, likely.sum(axis=-1), 0)
    others = failures.others[:, column]
    evidence = _logarithm(of_one, others * of_one + (1 - others) * of_none)
    if has_members:
        of_members = _of_members(failures, shown_before, people_before, shown_after, people_after)
        evidence = evidence + np.where(people >= 0, of_members, 0)
    return np.where(is_there, evidence, 0)


def _drawn(households: Integers, members: Integers, numbers: Integers) -> tuple[Integers, Integers]:
    """What the open zone shows of each count, and of its members."""
    return households + noise(households, numbers), shown_members(members, households, numbers)


def _of_members(
    failures: Failures, before: Integers, people_before: Integers, after: Integers, people_after: Integers
) -> Floats:
    """Members differ by what the new household adds, and by two draws of their noise."""
    difference = people_after - people_before
    is_whole = (people_before > before) & (people_after > after) & (before > 0) & (after > 0)
    of_one = _likely(difference - failures.members)
    return np.where(is_whole, _logarithm(of_one, _likely(difference)), 0)


def _likely(difference: Integers) -> Floats:
    """How likely the difference of the noise of members in two vintages is."""
    chances = np.convolve(members_chances(), members_chances())
    return np.where(
        np.abs(difference) <= _DIFFERENCE, chances[np.clip(difference + _DIFFERENCE, 0, 2 * _DIFFERENCE)], 0
    )


def _logarithm(one: Floats, other: Floats) -> Floats:
    """Of a quotient; what is impossible is very unlikely, and of two impossible things neither is likelier."""
    least = 1e-12
    return np.log(np.maximum(one, least)) - np.log(np.maximum(other, least))
