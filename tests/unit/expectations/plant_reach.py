"""Defects to plant in whom the survey reaches, each the only fault of its kind.

What is not here: the tools they are made of (plant.py), the tests (test_*.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import Defect, change

COVERAGE: Final = "area_coverage"


def a_kind_of_institution_lost(candidate: Path) -> None:
    change(candidate, COVERAGE, where="houses_mosque > 0", houses_mosque="0")


def temples_counted_as_schools(candidate: Path) -> None:
    """Everywhere alike, so that every sum holds."""
    change(candidate, COVERAGE, where="true", houses_school="houses_school + houses_temple", houses_temple="0")


def rural_houses_counted_twice(candidate: Path) -> None:
    """Everywhere alike."""
    unknown = "houses_settlement_unknown + houses_rural"
    change(candidate, COVERAGE, where="true", houses_settlement_unknown=unknown)


def rural_houses_told_to_be_municipal(candidate: Path) -> None:
    """Everywhere alike, with their rates."""
    surveyed = "houses_municipal_surveyed + houses_rural_surveyed"
    change(
        candidate,
        COVERAGE,
        where="true",
        houses_municipal="houses_municipal + houses_rural",
        houses_rural="0",
        houses_municipal_surveyed=surveyed,
        houses_rural_surveyed="0",
        municipal_coverage_rate=f"({surveyed}) / nullif(cast(houses_municipal + houses_rural as double), 0)",
        rural_coverage_rate="null",
    )


def the_rural_rate_of_all_houses(candidate: Path) -> None:
    change(candidate, COVERAGE, where="area_level = 'nation'", rural_coverage_rate="coverage_rate")


def the_register_taken_from_the_official_houses(candidate: Path) -> None:
    """Everywhere alike: the sign is turned over."""
    change(candidate, COVERAGE, where="true", houses_official_difference="-houses_official_difference")


def not_surveyed_read_as_never_surveyed(candidate: Path) -> None:
    change(
        candidate,
        COVERAGE,
        where="houses_never_surveyed < houses_not_surveyed",
        houses_not_surveyed="houses_never_surveyed",
    )


def never_surveyed_in_one_round_alone(candidate: Path) -> None:
    """Wherever there was a survey: who was surveyed in another round is called never surveyed."""
    change(candidate, COVERAGE, where="households_surveyed > 0", houses_never_surveyed="houses_not_surveyed")


def shared_houses_forgotten(candidate: Path) -> None:
    change(candidate, COVERAGE, where="true", houses_with_several_households="0")


def a_temple_of_each_region_taken_for_a_mosque(candidate: Path) -> None:
    """In the regions, not in their provinces."""
    cells = {"houses_temple": "houses_temple - 1", "houses_mosque": "houses_mosque + 1"}
    change(candidate, COVERAGE, where="area_level = 'region' and houses_temple > 0", **cells)


# Defect -> the rule that must name it.
NAMED_BY: Final[dict[Defect, str]] = {
    a_kind_of_institution_lost: "reach__kinds_sum_to_institutional",
    temples_counted_as_schools: "reach__kinds_equal_the_register",
    rural_houses_counted_twice: "reach__municipal_and_rural_sum_to_residential",
    rural_houses_told_to_be_municipal: "reach__municipal_is_by_type_of_local_administration",
    the_rural_rate_of_all_houses: "reach__rates_match_their_definitions",
    the_register_taken_from_the_official_houses: "reach__official_difference_is_of_the_registered_houses",
    not_surveyed_read_as_never_surveyed: "reach__not_surveyed_is_the_rest",
    never_surveyed_in_one_round_alone: "reach__nation_equals_recount",
    shared_houses_forgotten: "reach__nation_equals_recount",
    a_temple_of_each_region_taken_for_a_mosque: "reach__children_sum_to_parent",
}
# Those that can lie in one candidate, in this order.
TOGETHER: Final = (
    a_temple_of_each_region_taken_for_a_mosque,
    temples_counted_as_schools,
    a_kind_of_institution_lost,
    rural_houses_counted_twice,
    rural_houses_told_to_be_municipal,
    the_rural_rate_of_all_houses,
    the_register_taken_from_the_official_houses,
    not_surveyed_read_as_never_surveyed,
    shared_houses_forgotten,
)
