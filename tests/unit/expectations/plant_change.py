"""Defects of the progress between rounds to plant in a candidate release, and the rule that names each.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import SOME_DISTRICT, SOME_PROVINCE, Defect, change

_INDICATORS: Final = "area_indicator_change"
_GOALS: Final = "area_goal_change"
_NATION: Final = "area_level = 'nation' and indicator_code = 'TQ01'"
_LAST_ROUND: Final = "survey_round = (select max(survey_round) from rows)"


def escaped_and_fell_swapped(candidate: Path) -> None:
    for table in (_INDICATORS, _GOALS):
        change(
            candidate,
            table,
            where="households_escaped <> households_fell",
            households_escaped="households_fell",
            households_fell="households_escaped",
        )


def those_who_left_lost(candidate: Path) -> None:
    for table in (_INDICATORS, _GOALS):
        change(candidate, table, where="households_left_failing > 0", households_left_failing="0")


def moves_told_to_be_of_other_villages(candidate: Path) -> None:
    """The sum is made right again by a column that only local administrations may fill."""
    change(
        candidate,
        _INDICATORS,
        where="households_moved_away_failing > 0",
        households_moved_away_failing="0",
        households_boundary_failing="households_moved_away_failing",
    )


def a_household_in_two_flows(candidate: Path) -> None:
    for table in (_INDICATORS, _GOALS):
        change(candidate, table, where="true", households_stayed_passing="households_in_both + 1")


def a_change_that_is_not_the_difference(candidate: Path) -> None:
    for table in (_INDICATORS, _GOALS):
        change(
            candidate,
            table,
            where=f"{SOME_PROVINCE} and failing_rate_change <> 0",
            failing_rate_change="-failing_rate_change",
        )


def a_rate_of_another_round(candidate: Path) -> None:
    for table in (_INDICATORS, _GOALS):
        change(
            candidate,
            table,
            where="area_level = 'nation' and failing_rate is not null",
            previous_failing_rate="failing_rate",
            failing_rate_change="0",
        )


def a_score_of_another_round(candidate: Path) -> None:
    where = "area_level = 'nation' and score <> previous_score"
    change(candidate, _GOALS, where=where, previous_score="score", score_change="0")


def a_round_held_against_itself(candidate: Path) -> None:
    for table in (_INDICATORS, _GOALS):
        change(candidate, table, where=SOME_DISTRICT, previous_survey_round="survey_round")


def a_district_with_one_more(candidate: Path) -> None:
    for table in (_INDICATORS, _GOALS):
        change(candidate, table, where=SOME_DISTRICT, households_in_both="households_in_both + 1")


def households_of_one_round_found_in_both(candidate: Path) -> None:
    change(
        candidate,
        _INDICATORS,
        where=_NATION,
        households_in_both="households_in_both + 1",
        households_entered="households_entered - 1",
    )


def identifiers_of_another_form(candidate: Path) -> None:
    """Most households of the last round are numbered anew; their houses are the same."""
    change(
        candidate,
        "fct_household",
        where=f"{_LAST_ROUND} and village_code >= '30' and village_code < '81'",
        household_key="md5(household_key)",
    )


def house_codes_of_another_form(candidate: Path) -> None:
    """In the last round the houses of every fourth province are none of the register's."""
    change(
        candidate,
        "fct_household",
        where=f"{_LAST_ROUND} and village_code < '30'",
        house_key="md5(house_key)",
        village_code="null",
        is_residential_house="null",
    )


# Defect -> the rules that name it.
NAMED_BY: Final[dict[Defect, tuple[str, ...]]] = {
    escaped_and_fell_swapped: (
        "change__indicator_flows_make_the_later_failing",
        "change__goal_flows_make_the_later_failing",
    ),
    those_who_left_lost: (
        "change__indicator_flows_make_the_earlier_failing",
        "change__goal_flows_make_the_earlier_failing",
    ),
    moves_told_to_be_of_other_villages: ("change__indicator_flows_make_the_earlier_failing",),
    a_household_in_two_flows: ("change__indicator_flows_are_parts", "change__goal_flows_are_parts"),
    a_change_that_is_not_the_difference: (
        "change__indicator_change_is_the_difference",
        "change__goal_change_is_the_difference",
    ),
    a_rate_of_another_round: (
        "change__indicator_figures_are_those_published",
        "change__goal_figures_are_those_published",
    ),
    a_score_of_another_round: ("change__goal_scores_are_those_published",),
    a_round_held_against_itself: (
        "change__indicator_rounds_follow_one_another",
        "change__goal_rounds_follow_one_another",
    ),
    a_district_with_one_more: ("change__indicator_children_sum_to_parent", "change__goal_children_sum_to_parent"),
    households_of_one_round_found_in_both: ("change__nation_equals_recount",),
    house_codes_of_another_form: ("change__houses_are_found_again",),
    identifiers_of_another_form: (
        "change__households_are_found_again",
        "change__most_households_are_found_again",
    ),
}
DEFECTS: Final = tuple(NAMED_BY)
RULES: Final = tuple(dict.fromkeys(rule for rules in NAMED_BY.values() for rule in rules))
