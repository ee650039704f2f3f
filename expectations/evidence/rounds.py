"""A recount of the households from round to round: how many were surveyed in the round before too.

What is not here: which differences matter (suites/progress), a household's key, which never leaves the query.
"""

from __future__ import annotations

from expectations.evidence.recount import Recount, query
from expectations.limits import FEWEST_OF_A_PROVINCE, REVISITED_SHARE

# One row per round that has one before it, and per province and the nation. A household without a house in the register
# is in no area: it counts, as one whose house was lost, where it was in the round before. Keys are joined by a hash of
# 64 bits with the round, as texts would cost more: that two of fifteen million share one is less likely than one in a
# hundred thousand.
_FOLLOWED = f"""
    create table audit__household_followed as
    with rounds as (
        select survey_round, lag(survey_round) over earlier as before,
               years_at_least_one(lag(last_surveyed_on) over earlier, last_surveyed_on) as years
        from open__dim_survey_round window earlier as (order by year_be, round)
    ),
    earlier as (
        select hash(household_key, survey_round) as household, hash(house_key, survey_round) as house,
               coalesce(left(village_code, 2), '') as province_before
        from restricted__fct_household where survey_round in (select before from rounds)
    ),
    now as (
        select survey_round, hash(household_key, before) as household, left(village_code, 2) as province_now,
               hash(house_key, before) in (select house from earlier where province_before <> '') as is_revisited
        from restricted__fct_household join rounds using (survey_round) where before is not null
    ),
    counted as (
        select survey_round, coalesce(province_now, province_before) as province_code,
               count(province_now) as households,
               count(*) filter (where province_now is not null and province_before is not null) as in_both,
               count(*) filter (where province_now is not null and is_revisited) as revisited,
               count(*) filter (where province_now is not null and is_revisited and province_before is not null)
                 as found_again,
               count(*) filter (where province_now is null) as houses_lost
        from now left join earlier using (household)
        where coalesce(province_now, province_before, '') <> ''
        group by all
    ),
    counted_before as (
        select survey_round as before, left(village_code, 2) as province_code, count(*) as households_before
        from restricted__fct_household where village_code is not null group by all
    ),
    summed as (
        select survey_round, before, years, province_code, sum(households) as households, sum(in_both) as in_both,
               sum(revisited) as revisited, sum(found_again) as found_again, sum(houses_lost) as houses_lost,
               coalesce(sum(households_before), 0) as households_before
        from counted join rounds using (survey_round) left join counted_before using (before, province_code)
        group by grouping sets ((survey_round, before, years), (survey_round, before, years, province_code))
    )
    select survey_round, before as previous_survey_round, years, area.area_level, area.area_code, households, in_both,
           households - in_both as entered, revisited, found_again, houses_lost,
           revisited > 0 and revisited >= {REVISITED_SHARE} * least(households, households_before)
             and (area.area_level = 'nation' or revisited >= {FEWEST_OF_A_PROVINCE}) as is_revisited,
           in_both + houses_lost >= {FEWEST_OF_A_PROVINCE} as is_followed
    from summed join audit__area_of_today as area
      on case when summed.province_code is null then area.area_level = 'nation'
              else area.area_level = 'province' and area.area_code = summed.province_code end
"""

RECOUNTS: dict[str, Recount] = {"audit__household_followed": query(_FOLLOWED)}
