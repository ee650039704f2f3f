"""Decides which vintage of a round the open figures by kind of household are of: they are drawn with the final alone.

A revised vintage that drew them again would show a changed household once more at every level and by every kind.
Not here: the other open figures (carry.py), leaving rows out (candidate.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from orchestration.disclosure.vintages import FINAL, PROVISIONAL, REVISED, WITHHELD, Vintage
from orchestration.names import OPEN
from orchestration.published.lists import KIND_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.basis import Basis
from orchestration.release.manifest import RoundVintage

_LEVELS: Final = frozenset(level for table in KIND_TABLES for level in TABLES[table].in_zone(OPEN).levels)


def vintage_of_breakdowns(each: Vintage, earlier: RoundVintage | None, *, stays: bool) -> str:
    """The kind of the vintage that the figures are of: empty where it is the round's own, or else FINAL or WITHHELD.

    `earlier` is the vintage that readers have. `stays`: whether their figures can stay as they are.
    """
    if each.kind == FINAL:
        return ""
    if each.kind == PROVISIONAL or earlier is None or earlier.kind == PROVISIONAL or not stays:
        return WITHHELD
    return FINAL if earlier.kind == FINAL else earlier.breakdowns


def can_stay(survey_round: str, *, then: Basis, now: Basis) -> bool:
    """Whether figures of the round by kind of household are right on the basis of today. They outlive a key."""
    before, today = (_basis_of(survey_round, each) for each in (then, now))
    return before == today


def _basis_of(survey_round: str, basis: Basis) -> tuple[Any, ...]:
    """Only wide areas count: the figures end at the province."""
    areas = {area for area in basis.areas if area[0] in _LEVELS}
    columns = [list(basis.columns.get(table, {}).items()) for table in KIND_TABLES]
    return dict(basis.variables), areas, columns, basis.frameworks.get(survey_round)


def rounds_with(vintages: Collection[RoundVintage]) -> set[str]:
    """The rounds of which there are figures by kind of household."""
    return {each.round for each in vintages if each.breakdowns != WITHHELD}


def rounds_that_stay(
    vintages: Collection[RoundVintage], had: Collection[RoundVintage], *, kept: Collection[str]
) -> tuple[str, ...]:
    """The rounds whose figures are those that readers have. `kept` are rounds of which all open figures are."""
    both = rounds_with(vintages) & rounds_with(had)
    return tuple(each.round for each in vintages if each.round in both and (each.kind == REVISED or each.round in kept))


def shown_of(vintage: RoundVintage) -> str | None:
    """The kind of the vintage that the figures are of, None where readers have none."""
    return None if vintage.breakdowns == WITHHELD else vintage.breakdowns or vintage.kind


def sentence(vintages: Collection[RoundVintage]) -> str:
    """What an operator has to know of revised rounds, as the end of a sentence."""
    revised = [each for each in vintages if each.kind == REVISED]
    ends = ""
    if stay := [each.round for each in revised if each.breakdowns == FINAL]:
        ends += f"; by kind of household, those of {', '.join(stay)} stay as of the final vintage"
    if gone := [each.round for each in revised if each.breakdowns == WITHHELD]:
        ends += (
            f"; by kind of household, those of {', '.join(gone)} are withheld: readers have none of the final vintage "
            "on the same lists, and a revised one would show changed households once more"
        )
    return ends
