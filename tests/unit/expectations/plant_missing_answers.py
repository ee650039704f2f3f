"""Defects of what missing answers do to poverty, each with the rules that must name it and no others.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import Defect, change

_NATION: Final = "area_level = 'nation'"
_DISTRICTS: Final = "area_level = 'district' and households_dropped > 1"
_RULE: Final = "poverty__the_rule_says_who_is_dropped"


def households_dropped_against_the_rule(candidate: Path) -> None:
    change(candidate, "dim_indicator", where="true", missing_answer_rule="'not_deprived'")


def two_rules(candidate: Path) -> None:
    change(candidate, "dim_indicator", where="indicator_code = 'TQ01'", missing_answer_rule="'not_deprived'")


def a_household_dropped_that_answered_all(candidate: Path) -> None:
    """Outside every area, where no sum misses it."""
    key = "(select min(household_key) from rows where village_code is null and answers_missing = 0)"
    change(candidate, "fct_household", where=f"household_key = {key}", is_poor="null")


def a_household_counted_that_did_not_answer_all(candidate: Path) -> None:
    key = "(select min(household_key) from rows where village_code is null and answers_missing > 0)"
    change(candidate, "fct_household", where=f"household_key = {key}", is_poor="false")


def dropped_members_lost(candidate: Path) -> None:
    change(candidate, "area_poverty", where=_NATION, members_dropped="households_dropped")


def a_dropped_household_lost(candidate: Path) -> None:
    change(candidate, "area_poverty", where=_DISTRICTS, households_dropped="households_dropped - 1")


def more_dropped_than_members(candidate: Path) -> None:
    change(candidate, "area_poverty", where=_DISTRICTS, members_dropped="households_dropped - 1")


def members_failing_of_the_dropped_too(candidate: Path) -> None:
    """As in area_indicator, where they are rightly counted."""
    change(candidate, "area_poverty_contribution", where=_NATION, members_failing="members_failing + 1")


def more_failing_than_were_asked(candidate: Path) -> None:
    change(candidate, "area_poverty_contribution", where=_NATION, members_failing="members")


_SUMS: Final = frozenset(
    {
        "poverty__children_sum_to_parent",
        "poverty__households_match_coverage",
        "poverty_breakdown__total_is_area_poverty",
    }
)
_PARTS: Final = frozenset(
    {
        "contribution__children_sum_to_parent",
        "contribution__nation_equals_recount",
        "contribution__ratios_match_their_definitions",
    }
)
# Defect of a release whose list drops households -> the rules that must name it.
NAMED_BY: Final[dict[Defect, frozenset[str]]] = {
    households_dropped_against_the_rule: frozenset({_RULE}),
    two_rules: frozenset({_RULE}),
    a_household_dropped_that_answered_all: frozenset({_RULE}),
    a_household_counted_that_did_not_answer_all: frozenset({_RULE}),
    dropped_members_lost: _SUMS
    | {"poverty__nation_equals_recount", "privacy__open_area_poverty_has_noise_within_bounds"},
    a_dropped_household_lost: _SUMS,
    more_dropped_than_members: _SUMS | {"poverty__counts_are_ordered"},
    members_failing_of_the_dropped_too: _PARTS,
    more_failing_than_were_asked: _PARTS
    | {
        "contribution__people_match_the_other_tables",
        "privacy__open_area_poverty_contribution_has_noise_within_bounds",
    },
}

# Of a release whose list does not.
households_kept_against_the_rule: Final = partial(
    change, table="dim_indicator", where="true", missing_answer_rule="'household_dropped'"
)
