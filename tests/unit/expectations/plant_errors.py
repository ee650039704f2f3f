"""Defects of the standard errors to plant in a candidate release, and the rules that name each.

What is not here: the tools they are made of (plant.py), the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orchestration.names import OPEN
from tests.unit.expectations.plant import SOME_DISTRICT, Defect, add_rows, change, exact_in_open

ERROR_TABLE: Final = "area_estimate_error"
_NATION: Final = "area_level = 'nation'"
_SIMPLE: Final = "round(sqrt(0.5 * 0.5 / 1000), 4)"


def the_error_of_a_simple_sample(candidate: Path) -> None:
    """Of a thousand households drawn one by one, of which half fail, with bounds to match."""
    change(
        candidate,
        ERROR_TABLE,
        where=f"{_NATION} and measure = 'headcount_ratio'",
        standard_error=_SIMPLE,
        confidence_low=f"greatest(estimate - 1.959963985 * {_SIMPLE}, 0)",
        confidence_high=f"least(estimate + 1.959963985 * {_SIMPLE}, 1)",
    )


def bounds_of_one_error(candidate: Path) -> None:
    where = "area_level = 'region' and measure = 'adjusted_headcount_ratio'"
    change(candidate, ERROR_TABLE, where=where, confidence_high="estimate + standard_error")


def an_estimate_of_its_own(candidate: Path) -> None:
    change(candidate, ERROR_TABLE, where=f"{SOME_DISTRICT} and indicator_code = 'TQ01'", estimate="estimate / 2")


def households_without_a_cluster(candidate: Path) -> None:
    where = "household_key = (select min(household_key) from rows)"
    change(candidate, "fct_household", where=where, stratum="null", cluster_key="null")


def other_errors_in_open(candidate: Path) -> None:
    change(candidate, ERROR_TABLE, where=_NATION, zones=(OPEN,), clusters="clusters + 1")


def errors_of_few_in_open(candidate: Path) -> None:
    exact_in_open(candidate, ERROR_TABLE)


def errors_of_local_administrations_in_open(candidate: Path) -> None:
    one = f"select * replace ('local_administration' as area_level, '5010101' as area_code) from rows where {_NATION}"
    add_rows(candidate, ERROR_TABLE, rows=one, zones=(OPEN,))


# Defect -> the rules that name it. Together: a round whose design is known in part has no error to compare.
NAMED_BY: Final[dict[Defect, tuple[str, ...]]] = {
    the_error_of_a_simple_sample: ("errors__nation_equals_recount",),
    bounds_of_one_error: ("errors__bounds_follow_from_the_error",),
    an_estimate_of_its_own: ("errors__estimates_are_those_published",),
    other_errors_in_open: (f"hierarchy__open_agrees_with_restricted_{ERROR_TABLE}",),
    errors_of_few_in_open: (f"privacy__open_{ERROR_TABLE}_withholds_few",),
    errors_of_local_administrations_in_open: (f"privacy__open_{ERROR_TABLE}_stops_at_the_district",),
    households_without_a_cluster: ("errors__design_is_of_every_household",),
}
RULES: Final = tuple(rule for rules in NAMED_BY.values() for rule in rules)
