"""A recount of the households from round to round: how many were surveyed in the round before too.

What is not here: which differences matter (suites/progress), a household's key, which never leaves the query.
"""

from __future__ import annotations

from expectations.evidence.recount import Recount, query

# One row per round that has one before it; households without a house in the register are in no area and not counted.
_FOLLOWED = """
    create table audit__household_followed as
    with rounds as (
        select survey_round, lag(survey_round) over (order by year_be, round) as before from open__dim_survey_round
    ),
    now as (
        select before, survey_round, household_key
        from restricted__fct_household join rounds using (survey_round)
        where village_code is not null and before is not null
    )
    select now.survey_round, count(earlier.household_key) as in_both, count(*) - in_both as entered
    from now left join restricted__fct_household as earlier
      on earlier.household_key = now.household_key and earlier.survey_round = now.before
    group by all
"""

RECOUNTS: dict[str, Recount] = {"audit__household_followed": query(_FOLLOWED)}
