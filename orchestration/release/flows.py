"""Decides of which rounds the open zone has flows, and which it keeps: flows between two rounds are drawn once.

Another vintage of either round that drew them again would show a changed household once more at every level. Not here:
the other open figures (carry.py), figures by kind of household (breakdowns.py), leaving rows out (candidate.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from orchestration.disclosure.vintages import EARLIER, FINAL, PROVISIONAL, WITHHELD, Vintage
from orchestration.names import OPEN
from orchestration.published.lists import FLOW_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.basis import Basis
from orchestration.release.manifest import RoundVintage

_LEVELS: Final = frozenset(level for table in FLOW_TABLES for level in TABLES[table].in_zone(OPEN).levels)


def round_before(survey_round: str, rounds: Collection[str]) -> str | None:
    """The last of the rounds before this one."""
    return max((each for each in rounds if _order(each) < _order(survey_round)), key=_order, default=None)


def flows_of(later: Vintage, earlier: Vintage | None, had: Mapping[str, RoundVintage], *, stays: bool) -> str:
    """Empty where flows to the later round are drawn from both vintages, or else EARLIER or WITHHELD.

    `had` are the vintages that readers have. `stays`: whether flows that were drawn can stay as they are.
    """
    if earlier is None:
        return ""
    if PROVISIONAL in (later.kind, earlier.kind):
        return WITHHELD
    if not has_flows(later.round, had) or round_before(later.round, had) != earlier.round:
        return "" if _is_first_draw(later, earlier, had) else WITHHELD
    if not stays:
        return "" if (later.kind, earlier.kind) == (FINAL, FINAL) else WITHHELD
    is_as_before = all(had[each.round].text == each.text for each in (later, earlier))
    return had[later.round].flows if is_as_before else EARLIER


def has_flows(survey_round: str, vintages: Mapping[str, RoundVintage]) -> bool:
    """Whether there are flows to the round in the release that has these vintages."""
    earlier = round_before(survey_round, vintages)
    if earlier is None or survey_round not in vintages:
        return False
    pair = (vintages[survey_round], vintages[earlier])
    return pair[0].flows != WITHHELD and PROVISIONAL not in (each.kind for each in pair)


def can_stay(survey_round: str, earlier: str | None, *, then: Basis, now: Basis) -> bool:
    """Whether flows between the rounds are right on the basis of today. They outlive a key."""
    before, today = (_basis_of((survey_round, earlier), each) for each in (then, now))
    return before == today


def rounds_that_stay(
    vintages: Mapping[str, RoundVintage], had: Mapping[str, RoundVintage], *, kept: Collection[str]
) -> tuple[str, ...]:
    """The rounds to which flows are those that readers have. `kept` are rounds of which all open figures are."""
    return tuple(
        each.round
        for each in vintages.values()
        if has_flows(each.round, vintages)
        and has_flows(each.round, had)
        and (each.flows == EARLIER or {each.round, round_before(each.round, vintages)} <= set(kept))
    )


def sentence(vintages: Collection[RoundVintage]) -> str:
    """What an operator has to know of flows, as the end of a sentence."""
    ends = ""
    if stay := [each.round for each in vintages if each.flows == EARLIER]:
        ends += f"; flows to {', '.join(stay)} stay as they were drawn"
    by_round = {each.round: each for each in vintages}
    pairs = [(each, by_round[round_before(each.round, by_round) or each.round]) for each in vintages]
    if gone := [
        later.round
        for later, earlier in pairs
        if later.flows == WITHHELD and PROVISIONAL not in (later.kind, earlier.kind)
    ]:
        ends += f"; flows to {', '.join(gone)} are withheld: readers have none of earlier vintages of the same rounds"
    return ends


def _is_first_draw(later: Vintage, earlier: Vintage, had: Mapping[str, RoundVintage]) -> bool:
    """Whether nobody can have flows between the rounds: a revised round had a vintage before, with or without flows."""
    if later.kind != FINAL:
        return False
    if earlier.kind == FINAL:
        return True
    is_as_before = earlier.round in had and had[earlier.round].text == earlier.text
    return is_as_before and (later.round not in had or had[later.round].kind == PROVISIONAL)


def _basis_of(rounds: tuple[str | None, ...], basis: Basis) -> tuple[Any, ...]:
    areas = {area for area in basis.areas if area[0] in _LEVELS}
    columns = [list(basis.columns.get(table, {}).items()) for table in FLOW_TABLES]
    return dict(basis.variables), areas, columns, [basis.frameworks.get(each) for each in rounds if each]


def _order(survey_round: str) -> tuple[int, ...]:
    return tuple(int(part) for part in survey_round.split("-"))
