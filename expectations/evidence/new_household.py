"""What two vintages tell of a household that is the only new one of the country, or of its district.

What is not here: how the attacker concludes (expectations/attack/changes.py), how much may be found
(suites/privacy/attack.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from expectations.attack.changes import Failures, found
from expectations.attack.noise import Booleans, Floats, Integers
from expectations.attack.recount import Counted, Piece, Tally
from expectations.evidence.pieces import Areas, Households
from expectations.limits import COMMON_FAILURE

_LEVELS: Final = ("subdistrict", "district", "province", "region", "pilot_group", "nation")
# Nobody knows from published tables in which local administration a village is: it is taken for a further subdistrict.
_ADMINISTRATION: Final = "local administration"
_COUNTED: Final = (*_LEVELS, _ADMINISTRATION)
_SALTS: Final = np.array(["" if level != _ADMINISTRATION else f"|{level}" for level in _COUNTED], dtype=object)
_OF_A_RATE: Final = [_COUNTED.index("province"), _COUNTED.index("nation")]
# So many households of a province weigh as much as the rate of the nation.
_OF_THE_NATION: Final = 100


@dataclass(frozen=True)
class _Figures:
    """What an attacker looks at. `levels`: areas in which nobody else changed.

    `has_unions`: also goals and targets that several indicators serve.
    """

    name: str
    levels: tuple[str, ...]
    has_members: bool
    has_unions: bool

    def columns(self, unions: int) -> Booleans:
        """Which counts of new_failures these are, where an indicator serves so many unions at most."""
        of_items = np.isin(_COUNTED, self.levels)
        return np.concatenate([of_items, *[of_items & self.has_unions] * unions])


# The second and third are of a household that is alone in the country: a publication refuses a vintage for one alone.
_FIGURES: Final = (
    _Figures("all figures of its district", (*_LEVELS[:2], _ADMINISTRATION), has_members=True, has_unions=True),
    _Figures("counts of its areas", _COUNTED, has_members=False, has_unions=False),
    _Figures("counts and members of its areas", _COUNTED, has_members=True, has_unions=False),
)


def new_failures(households: Households, whole: Counted, sample: list[Piece]) -> Failures:
    """Every failure of the sampled households in what few fail, with the counts that it is among.

    A further vintage draws these counts anew, and none by kind. What many fail is guessed without any figure. The
    counts are those of the item in each of the areas, and then of each goal and target that it serves with others.
    """
    new = Piece.joined(sample)
    rows, items = np.nonzero(np.array([answers == 0 for answers in new.answers.values()]).T)
    areas = _areas_around(households.areas)[new.places[rows]]
    wide = areas[:, _OF_A_RATE]
    surveyed = whole.surveyed.households[0, wide]
    rates = _rates(
        whole.failing.households[items[:, None], wide], surveyed - whole.not_applicable[items[:, None], wide]
    )
    counts = [_counts(whole.failing, items, areas, names=households.items, others=np.zeros(len(rows)))]
    for unions in _unions_of_items(households).T:
        union = unions[items]
        of_union = _rates(whole.unions.households[union[:, None], wide], surveyed)
        others = np.clip((of_union - rates) / (1 - rates), 0, 1)
        of_unions = _counts(whole.unions, union, areas, names=list(households.unions), others=others)
        # Goals and targets have no members.
        counts.append(of_unions | {"people": np.full(areas.shape, -1)})
    failures = Failures(
        keys=new.keys[rows],
        members=new.members[rows].astype(np.int64),
        rates=rates,
        **{name: np.hstack([each[name] for each in counts]) for name in counts[0]},
    )
    return failures.of(rates < COMMON_FAILURE)


def findings(failures: Failures, pairs: list[tuple[str, str]]) -> Iterator[tuple[str, int, int]]:
    """What an attacker looks at, the failures in all pairs of vintages, and how many of these are found."""
    unions = failures.households.shape[1] // len(_COUNTED) - 1
    for figures in _FIGURES:
        seen = failures.by(figures.columns(unions))
        known = sum(found(seen, vintages=vintages, has_members=figures.has_members) for vintages in pairs)
        yield figures.name, len(seen.keys) * len(pairs), known


def _counts(tally: Tally, items: Integers, areas: Integers, *, names: list[str], others: Floats) -> dict[str, Any]:
    """Columns of Failures, one for each area. An item of -1 has no count."""
    numbers = items[:, None]
    return {
        "households": np.where(numbers < 0, 0, tally.households[numbers, areas]),
        "people": tally.members[numbers, areas],
        "sums_of_keys": tally.keys[numbers, areas],
        "salts": np.array(names, dtype=object)[numbers] + _SALTS,
        "others": np.broadcast_to(others[:, None], areas.shape),
    }


def _unions_of_items(households: Households) -> Integers:
    """The numbers of the unions that each item is in, a row per item, filled with -1."""
    found = [[n for n, codes in enumerate(households.unions.values()) if item in codes] for item in households.items]
    most = max(map(len, found))
    return np.array([each + [-1] * (most - len(each)) for each in found], dtype=np.int64).reshape(len(found), most)


def _rates(failing: Integers, asked: Integers) -> Floats:
    """The share of the province that fails, by counts of province and nation.

    A province of few households is taken for the nation.
    """
    of_the_nation = failing[:, 1] / np.maximum(asked[:, 1], 1)
    rates: Floats = (failing[:, 0] + _OF_THE_NATION * of_the_nation) / (asked[:, 0] + _OF_THE_NATION)
    return np.clip(rates, 1e-6, 1 - 1e-6)


def _areas_around(areas: Areas) -> Integers:
    """The areas around each subdistrict, one column for each of _COUNTED."""
    found = []
    for number in areas.of_level("subdistrict"):
        of_level = {areas.names[area][0]: area for area in areas.around(int(number))}
        found.append([of_level[level] for level in (*_LEVELS, "subdistrict")])
    return np.array(found, dtype=np.int64).reshape(-1, len(_COUNTED))
