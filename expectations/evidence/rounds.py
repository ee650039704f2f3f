"""A recount of the households from round to round: how many were surveyed in the round before too.

What is not here: which differences matter (suites/progress), a household's key, which never leaves the query.
"""

from __future__ import annotations

from expectations.evidence.recount import Recount, query
from expectations.limits import FEWEST_OF_A_PROVINCE, REVISITED_SHARE

# One row per round that has one before it, and per province and the nation. Households without a house in the register
# are in no area and not counted. Houses are joined by a hash of 64 bits: 15 million of them share hardly one.
_FOLLOWED = f"""
    create table audit__household_followed as
    with rounds as (
        select survey_round, lag(survey_round) over earlier as before,
               years_at_least_one(lag(last_surveyed_on) over earlier, last_surveyed_on) as years
        from open__dim_survey_round window earlier as (order by year_be, round)
    ),
    located as (
        select survey_round, household_key, hash(house_key) as house, left(village_code, 2) as province_code
        from restricted__fct_household where village_code is not null
    ),
    now as (select before, located.* from located join rounds using (survey_round) where before is not null),
    house_before as (
        select distinct survey_round as before, house from located
        where survey_round in (select before from rounds)
    ),
    counted as (
        select now.survey_round, now.province_code, count(*) as households, count(earlier.household_key) as in_both,
               count(house_before.house) as revisited,
               count(earlier.household_key) filter (where house_before.house is not null) as found_again
        from now
        left join restricted__fct_household as earlier
          on earlier.household_key = now.household_key and earlier.survey_round = now.before
        left join house_before on house_before.house = now.house and house_before.before = now.before
        group by all
    ),
    -- Surveyed in both rounds, and in no house of the register any more: by the province of the round before.
    lost as (
        select survey_round, left(earlier.village_code, 2) as province_code, count(*) as houses_lost
        from restricted__fct_household as now join rounds using (survey_round)
        join restricted__fct_household as earlier
          on earlier.household_key = now.household_key and earlier.survey_round = rounds.before
        where now.village_code is null and earlier.village_code is not null
        group by all
    ),
    counted_before as (
        select survey_round as before, province_code, count(*) as households_before from located group by all
    ),
    summed as (
        select survey_round, before, years, province_code, coalesce(sum(households), 0) as households,
               coalesce(sum(in_both), 0) as in_both, coalesce(sum(revisited), 0) as revisited,
               coalesce(sum(found_again), 0) as found_again, coalesce(sum(houses_lost), 0) as houses_lost,
               coalesce(sum(households_before), 0) as households_before
        from counted full join lost using (survey_round, province_code)
        join rounds using (survey_round) left join counted_before using (before, province_code)
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
