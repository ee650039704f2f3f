"""Recounts of the cases: their number by round and state for households with an area, and the impossible ones.

What is not here: which differences matter (suites/cases), a household's values, which never leave these queries.
"""

from __future__ import annotations

from expectations.evidence.recount import Recount, query

# One row per round and state; the counts of what no case may be.
_CASES = """
    create table audit__case as
    select survey_round, village_code is not null as is_located, status, count(*) as cases,
           count(*) filter (where times_reopened > 0) as cases_reopened,
           count(*) filter (where days_open > 90) as cases_open_over_90_days,
           count(*) filter (where days_open > 180) as cases_open_over_180_days,
           sum(events) as events, max(as_of_on) as as_of_on, min(as_of_on) as first_as_of_on,
           count_if(
               days_to_first_action is distinct from date_diff('day', found_on, first_action_on)
               or days_to_solution is distinct from date_diff('day', found_on, solved_on)
               or days_open is distinct from case when solved_on is null then date_diff('day', found_on, as_of_on) end
           ) as days_miscounted
    from restricted__fct_case
    group by all
"""

# Households to visit: how many, how many cases, and how many have a wrong rank.
_VISITS = """
    create table audit__visit as
    with ranked as (
        select *,
               row_number() over (
                   partition by survey_round, village_code
                   order by cases_open desc, deprivation_score desc, days_open_longest desc, household_key
               ) as expected_rank,
               count(*) over (partition by survey_round, village_code) as expected_among
        from restricted__household_priority
    )
    select survey_round, count(*) as households, sum(cases_open) as cases_open,
           count_if(visit_rank is distinct from expected_rank or ranked_among is distinct from expected_among)
             as out_of_rank,
           count_if(starts_with(reason, concat(cast(cases_open as varchar), ' open case')) is not true)
             as without_reason
    from ranked group by all
"""

_OPEN_CASES = """
    create table audit__open_case as
    select survey_round, count(distinct household_key) as households, count(*) as cases_open
    from restricted__fct_case where status <> 'solved' group by all
"""

RECOUNTS: dict[str, Recount] = {
    "audit__case": query(_CASES),
    "audit__visit": query(_VISITS),
    "audit__open_case": query(_OPEN_CASES),
}
