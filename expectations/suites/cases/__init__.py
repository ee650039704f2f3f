"""Rules on cases: their ages and days, the recount from the table of cases, agencies, who comes first and why.

What is not here: the states of a case and the order of its dates (dbt tests), events refused in landing.
"""

from __future__ import annotations

from typing import Final

from expectations.limits import AGENCY_FEWEST_CASES, IMPOSSIBLE_EVENTS_WARNING
from expectations.needs import AGENCY_CASE
from expectations.rule import Rule, distinct, query_rule, rows_of
from expectations.suites.shared import WIDEST_FIRST, children_sum_to_parent, figures_of_the_nation, levels_of, national
from orchestration.names import RESTRICTED
from orchestration.release.verdict import WARNING

_PROGRESS: Final = "restricted__area_case_progress"
_CASES: Final = "restricted__fct_case"
_PRIORITIES: Final = "restricted__area_priority"
_VISITS: Final = "restricted__household_priority"
_AREAS_RANKED: Final = rows_of(_PRIORITIES, where="indicator_code = 'total'")
_AGENCIES: Final = "restricted__area_case_agency"
# Of a row, whatever it is of.
_SENTENCES: Final = {
    "older_cases_are_open_ones": "Cases open over 180 days number at most those open over 90 days, and these at most"
    " the open cases.",
    "solved_rate_matches_its_definition": "The solved rate equals solved cases divided by found cases, and is absent"
    " where no case is found.",
    "medians_stand_where_there_are_days": "Median days are given exactly where cases have such days, are not negative,"
    " and are halves of whole days.",
}
_RECOUNTED: Final = (
    *("cases_found", "cases_not_started", "cases_in_progress", "cases_referred", "cases_self_solving"),
    *("cases_solved", "cases_reopened", "cases_open_over_90_days", "cases_open_over_180_days"),
)


def _of_a_row(prefix: str, table: str, *, item: str = "") -> tuple[Rule, ...]:
    """Rules on the figures of one row. `item` is the column that tells rows of an area apart."""
    return tuple(
        query_rule(
            f"{prefix}{name}",
            table=table,
            sentence=sentence,
            file=f"cases/{name}",
            parameters={"shown_item": f"{item}," if item else ""},
            order=WIDEST_FIRST,
        )
        for name, sentence in _SENTENCES.items()
    )


_PROGRESS_RULES: Final[tuple[Rule, ...]] = (
    *_of_a_row("cases__", _PROGRESS),
    children_sum_to_parent(
        "cases__children_sum_to_parent",
        table="area_case_progress",
        sentence="Cases by state and age, and impossible events, of the child areas sum to those of their parent.",
        measures=(*_RECOUNTED, "cases_open", "events_impossible"),
    ),
    query_rule(
        "cases__nation_equals_recount",
        table=_CASES,
        sentence="The nation's cases by state and age equal the recount from the cases in fct_case with an area.",
        noun="figure of the nation",
        examined=figures_of_the_nation(_PROGRESS, *_RECOUNTED, type_="bigint"),
    ),
    query_rule(
        "cases__unlocated_is_known_for_the_nation_only",
        table=_PROGRESS,
        sentence="`cases_unlocated` equals the nation's cases without an area, and is absent for every other area.",
        noun="area",
        examined=rows_of(_PROGRESS),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "cases__days_match_their_dates",
        table=_CASES,
        sentence="Days to the first action, to the solution and open equal the days between the dates of the case.",
        noun="state of a round",
        examined=rows_of("audit__case"),
    ),
    query_rule(
        "cases__ages_are_counted_to_one_day",
        table=_PROGRESS,
        sentence="Ages of all open cases are counted to the same day, which is not after this release.",
        noun="state of a round",
        examined=rows_of("audit__case"),
    ),
    query_rule(
        "cases__impossible_events_are_few",
        table=_PROGRESS,
        severity=WARNING,
        sentence=f"At most {IMPOSSIBLE_EVENTS_WARNING:.0%} of a round's follow-up events contradict the case they are"
        " about.",
        expected=f"at most {IMPOSSIBLE_EVENTS_WARNING:.0%} of the events",
        noun="round",
        examined=national(_PROGRESS),
    ),
)

_AGENCY_RULES: Final[tuple[Rule, ...]] = (
    *_of_a_row("cases__agency_", _AGENCIES, item="agency"),
    query_rule(
        "cases__agencies_sum_to_their_total",
        table=_AGENCIES,
        sentence="Cases by state and age of the agencies of an area sum to its total.",
        noun="area",
        examined=rows_of(_AGENCIES, where="agency = 'total'"),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "cases__agency_totals_are_those_of_their_area",
        table=_AGENCIES,
        sentence="area_case_agency has a total of exactly the areas with cases, with the figures of"
        " area_case_progress.",
        file="cases/totals_of_agencies_are_those_of_their_area",
        parameters={"progress": _PROGRESS, "levels": levels_of("area_case_agency", RESTRICTED)},
        noun="area",
        examined=rows_of(_PROGRESS, where="cases_found > 0"),
        order=WIDEST_FIRST,
        needs=(AGENCY_CASE,),
    ),
    children_sum_to_parent(
        "cases__agencies_children_sum_to_parent",
        table="area_case_agency",
        sentence="Cases of an agency in the child areas sum to those in their parent.",
        measures=(*_RECOUNTED, "cases_open"),
        item="agency",
    ),
    query_rule(
        "cases__agencies_equal_recount",
        table=_CASES,
        sentence="The nation's cases of each agency equal the recount from the cases in fct_case with an area. An"
        f" agency has at least {AGENCY_FEWEST_CASES} of them, or is counted as other.",
        noun="agency of a round",
        examined=rows_of("audit__case_agency"),
        order="survey_round, agency",
    ),
)

_PRIORITY_RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "priority__areas_have_the_open_cases_of_their_progress",
        table=_PRIORITIES,
        sentence="area_priority lists exactly the areas with open cases, with the counts of area_case_progress.",
        file="cases/areas_have_the_open_cases_of_their_progress",
        parameters={"progress": _PROGRESS, "fewest": "1"},
        noun="area",
        examined=rows_of(_PROGRESS),
        order=WIDEST_FIRST,
    ),
    query_rule(
        "priority__indicators_sum_to_their_area",
        table=_PRIORITIES,
        sentence="Open cases, older cases and severity of an area equal the sums over its indicators.",
        noun="area",
        examined=_AREAS_RANKED,
        order=WIDEST_FIRST,
    ),
    children_sum_to_parent(
        "priority__children_sum_to_parent",
        table="area_priority",
        sentence="Open cases, older cases and severity of the child areas sum to those of their parent.",
        measures=("cases_open", "cases_open_over_180_days", "severity_sum"),
        item="indicator_code",
    ),
    query_rule(
        "priority__score_is_made_of_its_parts",
        table=_PRIORITIES,
        sentence="`priority_score` equals open cases plus their severity plus the increase in cases found since the"
        " round before.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "priority__trend_is_against_the_round_before",
        table=_PRIORITIES,
        sentence="`cases_found_before` equals the cases that area_case_progress gives for the round before.",
        file="cases/trend_is_against_the_round_before",
        parameters={"progress": _PROGRESS},
        noun="area",
        examined=_AREAS_RANKED,
        order=WIDEST_FIRST,
    ),
    query_rule(
        "priority__ranks_follow_the_score",
        table=_PRIORITIES,
        sentence="Areas of a level, and indicators of an area, are ranked by score, open cases, age and code, without a"
        " missing rank.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "priority__reason_says_the_open_cases",
        table=_PRIORITIES,
        sentence="`reason` begins with the number of open cases and names those older than 180 days.",
        order=WIDEST_FIRST,
    ),
    query_rule(
        "priority__households_are_those_with_open_cases",
        table=_VISITS,
        sentence="household_priority has as many households and open cases as fct_case has unsolved, in every round.",
        noun="round",
        examined="select count(*) from (select survey_round from audit__visit union"
        " select survey_round from audit__open_case)",
    ),
    query_rule(
        "priority__visits_follow_the_cases",
        table=_VISITS,
        sentence="Households of a village are ranked by open cases, deprivation score and days open, and the reason"
        " begins with the cases.",
        noun="round",
        examined=distinct("survey_round", table="audit__visit"),
    ),
)

RULES: Final = (*_PROGRESS_RULES, *_AGENCY_RULES, *_PRIORITY_RULES)
