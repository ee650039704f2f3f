"""Defects of the indicators by kind of household to plant in a candidate release, and the rule that names each.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orchestration.names import OPEN
from tests.unit.expectations.plant import SOME_PROVINCE, Defect, add_rows, change, drop_rows

BREAKDOWN_TABLE: Final = "area_indicator_breakdown"
_NATION: Final = "area_level = 'nation'"


def subdistricts_broken_down(candidate: Path) -> None:
    rows = "select * replace ('subdistrict' as area_level, concat(area_code, '01') as area_code) from rows"
    add_rows(candidate, BREAKDOWN_TABLE, rows=f"{rows} where area_level = 'district'")


def a_category_twice(candidate: Path) -> None:
    add_rows(candidate, BREAKDOWN_TABLE, rows=f"select * from rows where {_NATION} and category = 'female'")


def a_category_of_another_name(candidate: Path) -> None:
    change(candidate, BREAKDOWN_TABLE, where="category = '75+'", category="'75-99'")


def a_total_of_its_own(candidate: Path) -> None:
    where = f"{SOME_PROVINCE} and disaggregation = 'total'"
    change(candidate, BREAKDOWN_TABLE, where=where, households_surveyed="households_surveyed + 1")


def who_is_unknown_left_out(candidate: Path) -> None:
    """Everywhere alike, and said to be all."""
    drop_rows(candidate, BREAKDOWN_TABLE, where="disaggregation = 'head_sex' and category = 'unknown'")
    change(candidate, BREAKDOWN_TABLE, where="disaggregation = 'head_sex'", disaggregation_status="'available'")


def more_failing_than_asked(candidate: Path) -> None:
    change(
        candidate,
        BREAKDOWN_TABLE,
        where=f"{SOME_PROVINCE} and category = 'female'",
        households_failing="households_applicable + 1",
    )


def the_rate_of_all_surveyed(candidate: Path) -> None:
    change(
        candidate,
        BREAKDOWN_TABLE,
        where="disaggregation = 'size_class'",
        failing_rate="households_failing / cast(households_surveyed as double)",
    )


def everything_called_available(candidate: Path) -> None:
    change(candidate, BREAKDOWN_TABLE, where="true", disaggregation_status="'available'")


def a_household_of_each_region_made_older(candidate: Path) -> None:
    """In the regions, not in their provinces: the categories still add up."""
    for category, step in (("30-44", "- 1"), ("60-74", "+ 1")):
        where = f"area_level = 'region' and category = '{category}'"
        change(candidate, BREAKDOWN_TABLE, where=where, households_surveyed=f"households_surveyed {step}")


def town_and_country_swapped(candidate: Path) -> None:
    """Everywhere alike, so that every sum holds."""
    where = "category in ('municipal', 'rural')"
    change(candidate, BREAKDOWN_TABLE, where=where, category="if(category = 'rural', 'municipal', 'rural')")


def women_and_men_swapped(candidate: Path) -> None:
    """Everywhere alike, so that every sum holds."""
    where = "category in ('female', 'male')"
    change(candidate, BREAKDOWN_TABLE, where=where, category="if(category = 'male', 'female', 'male')")


def other_figures_in_open(candidate: Path) -> None:
    where = f"{_NATION} and category = 'female'"
    change(candidate, BREAKDOWN_TABLE, where=where, zones=(OPEN,), households_surveyed="households_surveyed + 1")


# Defect -> the rule that must name it.
NAMED_BY: Final[dict[Defect, str]] = {
    subdistricts_broken_down: "breakdown__stops_at_the_district",
    a_category_twice: "breakdown__has_no_duplicates",
    a_category_of_another_name: "breakdown__nation_equals_recount",
    a_total_of_its_own: "breakdown__total_is_the_indicator",
    who_is_unknown_left_out: "breakdown__categories_sum_to_total",
    more_failing_than_asked: "breakdown__counts_are_ordered",
    the_rate_of_all_surveyed: "breakdown__rate_is_failing_over_applicable",
    everything_called_available: "breakdown__status_tells_what_is_unknown",
    a_household_of_each_region_made_older: "breakdown__children_sum_to_parent",
    town_and_country_swapped: "breakdown__settlement_is_by_type_of_local_administration",
    women_and_men_swapped: "breakdown__nation_equals_recount",
    other_figures_in_open: f"hierarchy__open_agrees_with_restricted_{BREAKDOWN_TABLE}",
}
