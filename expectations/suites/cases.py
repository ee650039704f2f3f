"""Rules on cases: states that add up, days in order, and as many cases by area as stand in the table of cases.

What is not here: whether what was done helped (the indicators of the next round), events refused in landing.
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import WIDEST_FIRST, breaking, children_sums, same_ratio
from expectations.vocabulary import Rule, finding_rule
from orchestration.release.verdict import WARNING

_PROGRESS = "restricted__area_case_progress"
_CASES = "restricted__fct_case"
_AREA = ("survey_round", "area_level", "area_code")
_IMPOSSIBLE_WARNING = 0.01

# State of a case -> the column of the areas that counts it.
_STATES = {
    "found": "cases_not_started",
    "in_progress": "cases_in_progress",
    "referred": "cases_referred",
    "self_solving": "cases_self_solving",
    "solved": "cases_solved",
}
_AGES = ("cases_reopened", "cases_open_over_90_days", "cases_open_over_180_days")
_COUNTS = ("cases_found", *_STATES.values(), "cases_open", *_AGES, "events_impossible")

_RECOUNTED = {
    "cases_found": "sum(cases)",
    **{column: f"sum(cases) filter (where status = '{state}')" for state, column in _STATES.items()},
    **{column: f"sum({column})" for column in _AGES},
}
_DIFFERS = " or ".join(f"nation.{name} is distinct from coalesce(recount.{name}, 0)" for name in _RECOUNTED)
_DETAIL = " ".join(
    f"when nation.{name} is distinct from coalesce(recount.{name}, 0) then concat('{name} ', nation.{name},"
    f" ', recounted from fct_case ', coalesce(recount.{name}, 0))"
    for name in _RECOUNTED
)
_RECOUNT = f"""
    with recount as (
        select survey_round, {", ".join(f"{sql} as {name}" for name, sql in _RECOUNTED.items())}
        from audit__case where is_located group by all
    )
    select survey_round, 'nation' as area_level, 'TH' as area_code, case {_DETAIL} end as detail
    from (select * from {_PROGRESS} where area_level = 'nation') as nation
    full join recount using (survey_round)
    where {_DIFFERS}
"""


def _faulty_cases(name: str, *, column: str, sentence: str) -> Rule:
    """The count alone is shown: a case is a household's."""
    return finding_rule(
        f"cases__{name}",
        table=_CASES,
        sentence=sentence,
        sql=f"select survey_round, sum({column}) as cases from audit__case group by all having sum({column}) <> 0",
        noun="round",
        order="survey_round",
    )


RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "cases__states_sum_to_found",
        table=_PROGRESS,
        sentence="In every area the cases not started, in progress, referred, self-solving and solved are the cases"
        " found; the open ones are those not solved.",
        sql=breaking(
            _PROGRESS,
            condition=f"{' + '.join(_STATES.values())} = cases_found and cases_open = cases_found - cases_solved",
            shows=(*_AREA, "cases_found", *_STATES.values(), "cases_open"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "cases__older_cases_are_open_ones",
        table=_PROGRESS,
        sentence="Cases open for more than 180 days are among those open for more than 90, and these among the open.",
        sql=breaking(
            _PROGRESS,
            condition="0 <= cases_open_over_180_days and cases_open_over_180_days <= cases_open_over_90_days"
            " and cases_open_over_90_days <= cases_open and cases_reopened <= cases_found",
            shows=(*_AREA, "cases_open", *_AGES),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "cases__solved_rate_matches_its_definition",
        table=_PROGRESS,
        sentence="The solved rate is the solved cases over the found ones, and absent where none was found.",
        sql=breaking(
            _PROGRESS,
            condition=same_ratio("solved_rate", part="cases_solved", whole="cases_found", tolerance=RATE_TOLERANCE),
            shows=(*_AREA, "solved_rate", "cases_solved", "cases_found"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "cases__medians_stand_where_there_are_days",
        table=_PROGRESS,
        sentence="The median days to a solution are given where a case is solved and nowhere else; to the first action"
        " only where a case was found; neither is negative, and both are halves of whole days.",
        sql=breaking(
            _PROGRESS,
            condition="(median_days_to_solution is null) = (cases_solved = 0)"
            " and (median_days_to_first_action is null or cases_found > 0)"
            " and (median_days_to_first_action is not null or cases_found = cases_not_started)"
            " and coalesce(median_days_to_solution >= 0 and 2 * median_days_to_solution % 1 = 0, true)"
            " and coalesce(median_days_to_first_action >= 0 and 2 * median_days_to_first_action % 1 = 0, true)",
            shows=(*_AREA, "median_days_to_first_action", "median_days_to_solution", "cases_solved"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "cases__children_sum_to_parent",
        table=_PROGRESS,
        sentence="At every level, from village to nation, cases by state and age and the impossible events add up to"
        " the whole's.",
        sql=children_sums(_PROGRESS, measures=_COUNTS),
        noun="sum",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "cases__nation_equals_recount",
        table=_CASES,
        sentence="The nation's cases by state and age are those recounted from the cases of households with an area.",
        sql=_RECOUNT,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "cases__unlocated_is_known_for_the_nation_only",
        table=_PROGRESS,
        sentence="Cases of households without an area are counted for the nation, as many as there are, and for no"
        " area below it.",
        sql=f"""
            select survey_round, area_level, area_code, cases_unlocated, events_impossible_unlocated,
                   coalesce(recount.cases, 0) as "cases without an area"
            from {_PROGRESS}
            left join (select survey_round, sum(cases) as cases from audit__case where not is_located group by all)
              as recount using (survey_round)
            where case when area_level = 'nation'
                  then cases_unlocated is distinct from coalesce(recount.cases, 0)
                       or events_impossible_unlocated is null
                  else coalesce(cases_unlocated, events_impossible_unlocated) is not null end
        """,
        noun="area",
        order=WIDEST_FIRST,
    ),
    _faulty_cases(
        "solved_cases_have_a_day",
        column="solved_without_a_day",
        sentence="A case has a day of solution if it is solved, and none while it is open.",
    ),
    _faulty_cases(
        "dates_are_in_order",
        column="out_of_order",
        sentence="No case is acted on before it is found, solved before it is acted on, or later than the day to which"
        " ages are counted.",
    ),
    _faulty_cases(
        "days_match_their_dates",
        column="days_miscounted",
        sentence="Days to the first action, to the solution and open are the days between the dates of the case.",
    ),
    finding_rule(
        "cases__status_is_a_known_word",
        table=_CASES,
        sentence="Every case is found, in progress, referred, self-solving or solved.",
        sql="select survey_round, coalesce(status, 'absent') as status, sum(cases) as cases from audit__case"
        f" where (status in ({', '.join(repr(state) for state in _STATES)})) is not true group by all",
        noun="state",
        order="survey_round, status",
    ),
    finding_rule(
        "cases__ages_are_counted_to_one_day",
        table=_PROGRESS,
        sentence="Ages of open cases are counted to one day wherever there is a case, and that day is not after this"
        " release.",
        sql="select min(first_as_of_on) as first, max(as_of_on) as last, max(released_on) as released from audit__case"
        " cross join (select max(cast(published_at as date)) as released_on from restricted__release)"
        " having min(first_as_of_on) <> max(as_of_on) or max(as_of_on) > max(released_on)",
        noun="fault",
    ),
    finding_rule(
        "cases__impossible_events_are_few",
        table=_PROGRESS,
        severity=WARNING,
        sentence=f"At most {_IMPOSSIBLE_WARNING:.0%} of a round's follow-up events cannot be true.",
        expected=f"at most {_IMPOSSIBLE_WARNING:.0%} of the events",
        sql=f"""
            select survey_round, events_impossible + events_impossible_unlocated as "impossible events",
                   coalesce(events, 0) as "other events"
            from {_PROGRESS}
            left join (select survey_round, sum(events) as events from audit__case group by all) using (survey_round)
            where area_level = 'nation' and "impossible events" > {_IMPOSSIBLE_WARNING}
                  * ("impossible events" + "other events")
        """,
        noun="round",
        order="survey_round",
    ),
)
