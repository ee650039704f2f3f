"""Rules on priorities: who comes first follows from the cases, and the reason says so.

What is not here: whether the cases themselves are right (cases.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import RATE_TOLERANCE
from expectations.sql import WIDEST_FIRST, breaking, children_sums
from expectations.vocabulary import Rule, finding_rule

_AREAS = "restricted__area_priority"
_HOUSEHOLDS = "restricted__household_priority"
_ROW = ("survey_round", "area_level", "area_code", "indicator_code")
_SUMS = ("cases_open", "cases_open_over_180_days", "severity_sum")

_INDICATORS_SUM = f"""
    with summed as (
        select survey_round, area_level, area_code,
               {", ".join(f"sum({name}) filter (where indicator_code = 'all') as whole_{name}" for name in _SUMS)},
               {", ".join(f"sum({name}) filter (where indicator_code <> 'all') as {name}" for name in _SUMS)}
        from {_AREAS} group by all
    )
    select survey_round, area_level, area_code, whole_cases_open as cases_open,
           cases_open as "cases_open of its indicators"
    from summed where {" or ".join(f"whole_{name} is distinct from {name}" for name in _SUMS)}
"""

_AS_PROGRESS = f"""
    select survey_round, area_level, area_code, ranked.cases_open,
           progress.cases_open as "cases_open in area_case_progress"
    from (select * from {_AREAS} where indicator_code = 'all') as ranked
    full join (select * from restricted__area_case_progress where cases_open > 0) as progress
      using (survey_round, area_level, area_code)
    where ranked.cases_open is distinct from progress.cases_open
       or ranked.cases_found is distinct from progress.cases_found
       or ranked.cases_open_over_180_days is distinct from progress.cases_open_over_180_days
"""

_RANKED_AGAIN = f"""
    with ranked as (
        select {", ".join(_ROW)}, priority_rank, ranked_among,
               row_number() over peers as expected_rank,
               count(*) over (
                   partition by survey_round, area_level, case when indicator_code = 'all' then '' else area_code end
               ) as expected_among
        from {_AREAS}
        window peers as (
            partition by survey_round, area_level, case when indicator_code = 'all' then '' else area_code end
            order by priority_score desc, cases_open desc, cases_open_over_180_days desc, area_code, indicator_code
        )
    )
    select {", ".join(_ROW)}, priority_rank, expected_rank, ranked_among
    from ranked where priority_rank is distinct from expected_rank or ranked_among is distinct from expected_among
"""

_FOUND_BEFORE = f"""
    select {", ".join(_ROW)}, later.cases_found_before, progress.cases_found as "cases_found in area_case_progress"
    from (select * from {_AREAS} where indicator_code = 'all') as later
    left join (
        select survey_round as round_before, area_level, area_code, cases_found from restricted__area_case_progress
    ) as progress using (round_before, area_level, area_code)
    where case when later.round_before is null then later.cases_found_before is not null
          else later.cases_found_before is distinct from progress.cases_found or later.round_before >= survey_round end
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "priority__no_area_stands_twice",
        table=_AREAS,
        sentence="No area stands twice in a round for the same indicator.",
        sql=f"select {', '.join(_ROW)}, count(*) as times from {_AREAS} group by all having times > 1",
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__areas_have_the_open_cases_of_their_progress",
        table=_AREAS,
        sentence="Every area with an open case is ranked, with the cases that the table of progress counts there, and"
        " no other area is.",
        sql=_AS_PROGRESS,
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__indicators_sum_to_their_area",
        table=_AREAS,
        sentence="The open cases of an area, their age and severity are the sums over its indicators.",
        sql=_INDICATORS_SUM,
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__children_sum_to_parent",
        table=_AREAS,
        sentence="At every level, from village to nation, open cases, their age and severity add up to the whole's.",
        sql=children_sums(_AREAS, measures=_SUMS, item="indicator_code"),
        noun="sum",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__score_is_made_of_its_parts",
        table=_AREAS,
        sentence="The score is the open cases, plus the severity behind them, plus the cases found more than in the"
        " round before; the severity is a mean between 0 and 1.",
        sql=breaking(
            _AREAS,
            condition="priority_score = cases_open + severity_sum"
            " + greatest(coalesce(cases_found - cases_found_before, 0), 0)"
            f" and abs(severity - severity_sum / cases_open) <= {RATE_TOLERANCE} and severity between 0 and 1",
            shows=(*_ROW, "priority_score", "cases_open", "severity_sum", "cases_found", "cases_found_before"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__trend_is_against_the_round_before",
        table=_AREAS,
        sentence="The cases an area is compared with are those found there in an earlier round.",
        sql=_FOUND_BEFORE,
        noun="area",
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__ranks_follow_the_score",
        table=_AREAS,
        sentence="Areas within their level, and indicators within their area, are ranked from the highest score down,"
        " by open cases, age and code where scores are equal, without a gap.",
        sql=_RANKED_AGAIN,
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__reason_says_the_open_cases",
        table=_AREAS,
        sentence="The reason in words opens with the number of open cases and names those older than 180 days.",
        sql=breaking(
            _AREAS,
            condition="starts_with(reason, concat(cast(cases_open as varchar), ' open case'))"
            " and contains(reason, concat(', ', cast(cases_open_over_180_days as varchar), ' for more than 180 days'))",
            shows=(*_ROW, "cases_open", "reason"),
        ),
        order=WIDEST_FIRST,
    ),
    finding_rule(
        "priority__households_are_those_with_open_cases",
        table=_HOUSEHOLDS,
        sentence="The households to visit and their open cases are as many as have a case that is not solved.",
        sql="""
            select survey_round, visits.households, visits.cases_open, recount.households as "households with a case",
                   recount.cases_open as "open cases"
            from audit__visit as visits full join audit__open_case as recount using (survey_round)
            where visits.households is distinct from recount.households
               or visits.cases_open is distinct from recount.cases_open
        """,
        noun="round",
        order="survey_round",
    ),
    finding_rule(
        "priority__visits_follow_the_cases",
        table=_HOUSEHOLDS,
        sentence="In every village the households to visit are ranked by open cases, then deprivation score, then days,"
        " without a gap, and the reason opens with the open cases.",
        sql='select survey_round, out_of_rank as "households out of rank", without_reason as "without their reason"'
        " from audit__visit where out_of_rank > 0 or without_reason > 0",
        noun="round",
        order="survey_round",
    ),
)
