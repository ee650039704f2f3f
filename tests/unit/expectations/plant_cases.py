"""Defects of the tables of cases, to plant in a candidate release: each function spoils one thing.

What is not here: the tools (plant.py), the tests (test_*.py).
"""

from __future__ import annotations

from pathlib import Path

from tests.unit.expectations.plant import HOUSE_CODE, SOME_DISTRICT, SOME_PROVINCE, add_rows, change, drop_rows

NATION = "area_level = 'nation'"
AGENCIES = "area_case_agency"
OTHER_PROVINCE = SOME_PROVINCE.replace("min", "max")


def raw_house_codes_as_case_keys(candidate: Path) -> None:
    for table in ("fct_case", "household_priority"):
        change(candidate, table, where="household_key < '1'", household_key=f"'{HOUSE_CODE}'")


def a_state_uncounted(candidate: Path) -> None:
    change(candidate, "area_case_progress", where=SOME_DISTRICT, cases_referred="cases_referred + 1")


def older_cases_than_open(candidate: Path) -> None:
    change(candidate, "area_case_progress", where=SOME_PROVINCE, cases_open_over_180_days="cases_open + 1")


def a_wrong_solved_rate(candidate: Path) -> None:
    change(candidate, "area_case_progress", where=SOME_PROVINCE, solved_rate="0.999")


def a_median_without_a_solution(candidate: Path) -> None:
    change(candidate, "area_case_progress", where=OTHER_PROVINCE, cases_solved="0", cases_in_progress="cases_found")


def a_mean_for_a_median(candidate: Path) -> None:
    change(candidate, "area_case_progress", where=SOME_DISTRICT, median_days_to_solution="12.345")


def older_cases_than_open_of_an_agency(candidate: Path) -> None:
    change(candidate, AGENCIES, where=SOME_PROVINCE, cases_open_over_180_days="cases_open + 1")


def a_wrong_solved_rate_of_an_agency(candidate: Path) -> None:
    change(candidate, AGENCIES, where=SOME_PROVINCE, solved_rate="0.999")


def a_mean_for_a_median_of_an_agency(candidate: Path) -> None:
    change(candidate, AGENCIES, where=SOME_DISTRICT, median_days_to_solution="12.345")


def a_total_of_other_cases(candidate: Path) -> None:
    change(candidate, AGENCIES, where=f"{OTHER_PROVINCE} and agency = 'total'", cases_found="cases_found + 1")


def a_small_agency_named(candidate: Path) -> None:
    change(candidate, AGENCIES, where="agency = 'other'", agency="'Office of one'")


def unlocated_cases_of_a_province(candidate: Path) -> None:
    change(candidate, "area_case_progress", where=SOME_PROVINCE, cases_unlocated="0")


def many_impossible_events(candidate: Path) -> None:
    change(candidate, "area_case_progress", where=NATION, events_impossible="1000")


def a_case_solved_after_the_sums(candidate: Path) -> None:
    """One household's case is solved after all; the published sums do not know."""
    key = "(select min(household_key) from rows where status = 'found' and village_code is not null)"
    change(
        candidate,
        "fct_case",
        where=f"household_key = {key} and status = 'found'",
        status="'solved'",
        solved_on="found_on",
        first_action_on="found_on",
        days_open="null",
        days_to_solution="0",
        days_to_first_action="0",
    )


def an_open_case_with_a_solution(candidate: Path) -> None:
    change(candidate, "fct_case", where="status = 'found'", solved_on="as_of_on")


def days_from_another_day(candidate: Path) -> None:
    change(candidate, "fct_case", where="status = 'referred'", days_open="days_open + 1")


def an_unknown_state(candidate: Path) -> None:
    change(candidate, "fct_case", where="status = 'self_solving'", status="'forgotten'")


def ages_counted_to_the_clock(candidate: Path) -> None:
    change(candidate, "fct_case", where="status = 'in_progress'", as_of_on="as_of_on + 10000")


def an_area_not_ranked(candidate: Path) -> None:
    drop_rows(candidate, "area_priority", where=f"{SOME_DISTRICT} and indicator_code = 'total'")


def an_area_ranked_twice(candidate: Path) -> None:
    add_rows(candidate, "area_priority", rows=f"select * from rows where {NATION}")


def an_indicator_left_out(candidate: Path) -> None:
    drop_rows(candidate, "area_priority", where=f"{NATION} and indicator_code = 'TQ01'")


def a_score_by_open_cases_alone(candidate: Path) -> None:
    change(candidate, "area_priority", where=SOME_PROVINCE, priority_score="cases_open")


def a_trend_from_nowhere(candidate: Path) -> None:
    change(
        candidate,
        "area_priority",
        where=f"{OTHER_PROVINCE} and round_before is not null and indicator_code = 'total'",
        cases_found_before="1000",
    )


def ranks_turned_over(candidate: Path) -> None:
    change(candidate, "area_priority", where="area_level = 'region'", priority_rank="ranked_among + 1 - priority_rank")


def a_reason_of_other_figures(candidate: Path) -> None:
    change(candidate, "area_priority", where=NATION, reason="'many open cases'")


def a_household_not_to_be_visited(candidate: Path) -> None:
    drop_rows(candidate, "household_priority", where="household_key = (select min(household_key) from rows)")


def every_household_first(candidate: Path) -> None:
    change(candidate, "household_priority", where="true", visit_rank="1")


PRIORITIES = (
    an_area_not_ranked,
    an_area_ranked_twice,
    an_indicator_left_out,
    a_score_by_open_cases_alone,
    a_trend_from_nowhere,
    ranks_turned_over,
    a_reason_of_other_figures,
    a_household_not_to_be_visited,
    every_household_first,
)
PRIORITY_RULES = (
    "priority__areas_have_the_open_cases_of_their_progress",
    "priority__indicators_sum_to_their_area",
    "priority__children_sum_to_parent",
    "priority__score_is_made_of_its_parts",
    "priority__trend_is_against_the_round_before",
    "priority__ranks_follow_the_score",
    "priority__reason_says_the_open_cases",
    "priority__households_are_those_with_open_cases",
    "priority__visits_follow_the_cases",
)
ALL = (
    a_state_uncounted,
    older_cases_than_open,
    a_wrong_solved_rate,
    a_median_without_a_solution,
    a_mean_for_a_median,
    older_cases_than_open_of_an_agency,
    a_wrong_solved_rate_of_an_agency,
    a_mean_for_a_median_of_an_agency,
    a_total_of_other_cases,
    a_small_agency_named,
    unlocated_cases_of_a_province,
    many_impossible_events,
    a_case_solved_after_the_sums,
    an_open_case_with_a_solution,
    days_from_another_day,
    an_unknown_state,
    ages_counted_to_the_clock,
)
RULES = (
    "cases__older_cases_are_open_ones",
    "cases__solved_rate_matches_its_definition",
    "cases__medians_stand_where_there_are_days",
    "cases__children_sum_to_parent",
    "cases__agency_older_cases_are_open_ones",
    "cases__agency_solved_rate_matches_its_definition",
    "cases__agency_medians_stand_where_there_are_days",
    "cases__agencies_sum_to_their_total",
    "cases__agency_totals_are_those_of_their_area",
    "cases__agencies_children_sum_to_parent",
    "cases__agencies_equal_recount",
    "cases__nation_equals_recount",
    "cases__unlocated_is_known_for_the_nation_only",
    "cases__days_match_their_dates",
    "cases__ages_are_counted_to_one_day",
    "cases__impossible_events_are_few",
)
