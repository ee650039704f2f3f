"""Defects to plant in the path to 2030, each the only fault of its kind.

What is not here: the tools they are made of (plant.py), the tests (test_*.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.expectations.plant import SOME_DISTRICT, SOME_PROVINCE, Defect, change

PATH: Final = "area_target_path"
OTHER_PROVINCE: Final = SOME_PROVINCE.replace("min", "max")


def a_baseline_of_other_households(candidate: Path) -> None:
    """The rate is kept, its counts are doubled."""
    change(
        candidate,
        PATH,
        where=f"{SOME_DISTRICT} and baseline_households_failing > 0",
        baseline_households_applicable="2 * baseline_households_applicable",
        baseline_households_failing="2 * baseline_households_failing",
    )


def a_baseline_forgotten(candidate: Path) -> None:
    """An area that was measured before has no baseline, consistently."""
    change(
        candidate,
        PATH,
        where=f"{SOME_PROVINCE} and baseline_round is not null and households_failing > 0",
        baseline_round="null",
        baseline_households_applicable="null",
        baseline_households_failing="null",
        baseline_failing_rate="null",
        years_between="null",
        actual_yearly_change="null",
        progress_ratio="null",
        status="'no trend'",
    )


def years_by_the_clock(candidate: Path) -> None:
    """As if a year had gone by since the last survey date: what depends on the years is computed anew."""
    change(
        candidate,
        PATH,
        where="area_level = 'nation' and households_failing > 0",
        years_left="years_left - 1",
        required_yearly_change="-failing_rate / (years_left - 1)",
        progress_ratio="progress_ratio * (years_left - 1) / years_left",
    )


def a_change_that_is_not_yearly(candidate: Path) -> None:
    change(
        candidate,
        PATH,
        where=f"{OTHER_PROVINCE} and failing_rate <> baseline_failing_rate",
        actual_yearly_change="failing_rate - baseline_failing_rate",
    )


def a_status_that_flatters(candidate: Path) -> None:
    change(candidate, PATH, where="area_level = 'region' and status = 'worsening'", status="'on track'")


def a_status_of_few_households(candidate: Path) -> None:
    change(candidate, PATH, where="status = 'too few households' and households_failing = 0", status="'achieved'")


def one_household_left_behind(candidate: Path) -> None:
    change(
        candidate,
        PATH,
        where="area_level = 'region' and households_to_help_per_year > 0",
        households_to_help_per_year="households_to_help_per_year - 1",
    )


# Defect -> the rule that must name it.
NAMED_BY: Final[dict[Defect, str]] = {
    a_baseline_of_other_households: "targets__path_starts_from_the_indicators",
    a_baseline_forgotten: "targets__baseline_is_the_first_round_measured",
    years_by_the_clock: "targets__years_follow_the_survey_dates",
    a_change_that_is_not_yearly: "targets__changes_match_their_definitions",
    a_status_that_flatters: "targets__status_follows_from_the_figures",
    a_status_of_few_households: "targets__status_follows_from_the_figures",
    one_household_left_behind: "targets__help_reaches_every_failing_household",
}
DEFECTS: Final = tuple(NAMED_BY)
