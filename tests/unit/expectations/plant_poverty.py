"""Defects of poverty by kind of household and between rounds to plant in a candidate, and the rules that name each.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orchestration.names import OPEN
from tests.unit.expectations.plant import SOME_DISTRICT, SOME_PROVINCE, Defect, change, drop_rows

BREAKDOWN_TABLE: Final = "area_poverty_breakdown"
CHANGE_TABLE: Final = "area_poverty_change"
PROFILE_TABLE: Final = "area_profile"
CONTRIBUTION_CHANGE_TABLE: Final = "area_poverty_contribution_change"
_NATION: Final = "area_level = 'nation'"


def a_total_of_its_own(candidate: Path) -> None:
    change(
        candidate,
        BREAKDOWN_TABLE,
        where=f"{SOME_PROVINCE} and disaggregation = 'total'",
        members_poor="members_poor + 1",
    )


def one_more_poor_woman(candidate: Path) -> None:
    """In a region, not in its provinces."""
    where = "area_level = 'region' and category = 'female'"
    change(candidate, BREAKDOWN_TABLE, where=where, households_poor="households_poor + 1")


def a_category_without_households(candidate: Path) -> None:
    drop_rows(candidate, BREAKDOWN_TABLE, where=f"{SOME_DISTRICT} and disaggregation = 'settlement'")


def poverty_of_women_and_men_swapped(candidate: Path) -> None:
    """Everywhere alike, so that every sum holds."""
    where = "category in ('female', 'male')"
    change(candidate, BREAKDOWN_TABLE, where=where, category="if(category = 'male', 'female', 'male')")


def the_share_of_households(candidate: Path) -> None:
    change(
        candidate,
        BREAKDOWN_TABLE,
        where="disaggregation = 'size_class'",
        headcount_ratio="households_poor / cast(members as double)",
    )


def other_kinds_of_poor_in_open(candidate: Path) -> None:
    where = f"{_NATION} and category = 'female'"
    change(candidate, BREAKDOWN_TABLE, where=where, zones=(OPEN,), disaggregation_status="'not_available'")


def poverty_of_the_later_round_twice(candidate: Path) -> None:
    """Nothing seems to change."""
    change(
        candidate,
        CHANGE_TABLE,
        where=_NATION,
        previous_headcount_ratio="headcount_ratio",
        headcount_ratio_change="0",
        headcount_ratio_relative_change="0",
        headcount_ratio_yearly_change="0",
    )


def a_fall_called_a_rise(candidate: Path) -> None:
    where = "area_level = 'province' and adjusted_headcount_ratio_change <> 0"
    change(candidate, CHANGE_TABLE, where=where, adjusted_headcount_ratio_change="-adjusted_headcount_ratio_change")


def a_change_of_the_whole_time_called_yearly(candidate: Path) -> None:
    change(
        candidate,
        CONTRIBUTION_CHANGE_TABLE,
        where="area_level = 'province' and indicator_code = 'TQ01' and censored_headcount_ratio_change <> 0",
        censored_headcount_ratio_yearly_change="censored_headcount_ratio_change",
    )


def a_year_between_every_two_rounds(candidate: Path) -> None:
    for table in (CHANGE_TABLE, CONTRIBUTION_CHANGE_TABLE):
        change(candidate, table, where=SOME_DISTRICT, years_between="1")


def other_poor_who_fail(candidate: Path) -> None:
    change(
        candidate,
        CONTRIBUTION_CHANGE_TABLE,
        where=f"{_NATION} and indicator_code = 'TQ01'",
        previous_members_poor_failing="previous_members_poor_failing + 1",
    )


def a_profile_of_the_round_before(candidate: Path) -> None:
    where = "area_level = 'province' and previous_headcount_ratio <> headcount_ratio"
    change(candidate, PROFILE_TABLE, where=where, headcount_ratio="previous_headcount_ratio")


def ranks_from_the_lowest_ratio(candidate: Path) -> None:
    change(candidate, PROFILE_TABLE, where="area_level = 'province'", rank_in_level="ranked_among + 1 - rank_in_level")


# Defect -> the rules that name it.
NAMED_BY: Final[dict[Defect, tuple[str, ...]]] = {
    a_total_of_its_own: ("poverty_breakdown__total_is_area_poverty",),
    one_more_poor_woman: (
        "poverty_breakdown__categories_sum_to_total",
        "poverty_breakdown__children_sum_to_parent",
    ),
    a_category_without_households: ("poverty_breakdown__households_match_the_indicators",),
    poverty_of_women_and_men_swapped: ("poverty_breakdown__nation_equals_recount",),
    other_kinds_of_poor_in_open: (f"hierarchy__open_agrees_with_restricted_{BREAKDOWN_TABLE}",),
    the_share_of_households: ("poverty_breakdown__ratios_match_their_definitions",),
    poverty_of_the_later_round_twice: ("poverty_change__figures_are_those_published",),
    a_fall_called_a_rise: ("poverty_change__changes_match_their_definitions",),
    a_change_of_the_whole_time_called_yearly: ("contribution_change__changes_match_their_definitions",),
    a_year_between_every_two_rounds: (
        "poverty_change__rounds_follow_one_another",
        "contribution_change__rounds_follow_one_another",
    ),
    a_profile_of_the_round_before: ("poverty__profiles_have_the_figures_published",),
    ranks_from_the_lowest_ratio: ("poverty__profile_ranks_follow_from_the_ratios",),
    other_poor_who_fail: ("contribution_change__figures_are_those_published",),
}
RULES: Final = tuple(rule for rules in NAMED_BY.values() for rule in rules)
