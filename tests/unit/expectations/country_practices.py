"""The practices of the tiny country, and what a faultless pipeline would publish of them.

What is not here: the figures by area (country.py), defects (plant_practices.py).
"""

from __future__ import annotations

from typing import Final

_REGIONS = """
    area_region as (
        select area.area_level, area.area_code, province.parent_area_code as region
        from dim_area as area join dim_area as province
          on province.area_level = 'province' and area.province_code = province.area_code
    )
"""
# Provinces in turn, by their code: what a practice of theirs is for, and whether it began with the first round, with
# the last, or is yet to be surveyed. Some districts have one too, and every village of three provinces.
_PRACTICES = """
    practice as (
        select area_level, area_code, concat(area_level, '-', area_code) as practice_id,
               concat('Practice of ', area_code) as title,
               case turn when 0 then 'TQ01' when 1 then 'TQ02' when 6 then 'TQ01' when 7 then 'TQ01' end
                 as indicator_code,
               case turn when 2 then '6.1' end as sdg_target,
               cast(case turn when 3 then 6 when 4 then 14 end as integer) as goal,
               case turn when 6 then first_round when 7 then '2599-1' else last_round end as start_round,
               last_round as survey_round, nullif(first_round, last_round) as earlier_round
        from (
            select *, cast(substring(area_code, 1, 2) as integer) % 8 as turn from dim_area
            where area_level = 'province' and turn <> 5 or area_level = 'district' and turn < 2
               or area_level = 'village' and turn < 1 and province_code < '30'
        ) cross join (select min(survey_round) as first_round, max(survey_round) as last_round from dim_survey_round)
    )
"""

_EFFECT = f"""
    create table practice_effect as
    with {_REGIONS}, {_PRACTICES},
    practised as (
        select practice_id, area_level, area_code, list(distinct link.indicator_code) as codes
        from practice join indicator_sdg_map as link
          on practice.indicator_code = link.indicator_code or practice.sdg_target = link.sdg_target
          or practice.goal = link.goal
        group by all
    ),
    figure as (
        select survey_round, area_level, area_code, indicator_code as item, households_applicable as applicable,
               households_failing as failing, households_applicable_weighted as applicable_weighted,
               households_failing_weighted as failing_weighted, failing_rate as rate from area_indicator
        union all
        select survey_round, area_level, area_code, sdg_target, households_applicable, households_failing,
               households_applicable_weighted, households_failing_weighted, failing_rate
        from area_sdg_target
        union all
        select survey_round, area_level, area_code, concat('goal', goal), households_applicable, households_failing,
               households_applicable_weighted, households_failing_weighted, failing_rate from area_sdg_goal
    ),
    changed as (
        select area_level, item, area_code, region, now.applicable, now.failing, now.rate, was.applicable as applied,
               was.failing as failed, now.applicable_weighted, now.failing_weighted,
               was.applicable_weighted as applied_weighted, was.failing_weighted as failed_weighted,
               was.rate as old_rate, now.rate - was.rate as change
        from figure as now join figure as was using (area_level, area_code, item)
        join area_region using (area_level, area_code)
        where now.survey_round = (select max(survey_round) from dim_survey_round)
          and was.survey_round = (select min(survey_round) from dim_survey_round)
          and now.survey_round <> was.survey_round and now.rate is not null and was.rate is not null
    ),
    placed as (
        select *, cast(floor(10.0 * (rank() over order_of_rates - 1) / count(*) over all_rates) as integer) as decile
        from changed
        window all_rates as (partition by area_level, item), order_of_rates as (all_rates order by old_rate)
    ),
    own as (
        select practice.*, practised.codes, placed.* exclude (area_level, area_code)
        from practice left join practised using (practice_id)
        left join placed on placed.area_level = practice.area_level and placed.area_code = practice.area_code
         and placed.item = coalesce(indicator_code, sdg_target, 'goal' || goal)
         and start_round > earlier_round and start_round <= practice.survey_round
    ),
    compared as (
        select own.practice_id, list(placed.change) as changes
        from own join placed using (area_level, item, region, decile)
        where placed.area_code <> own.area_code and not exists (
            select 1 from practised where practised.area_level = placed.area_level
            and practised.area_code = placed.area_code and list_has_any(practised.codes, own.codes)
        )
        group by all
    ),
    joined as (
        select *, case when start_round > survey_round then survey_round when start_round > earlier_round then
                  earlier_round end as baseline_round,
               coalesce(len(changes), 0) as areas_compared, list_median(changes) as median_change
        from own left join compared using (practice_id)
    )
    select survey_round, area_level, area_code, practice_id, title, indicator_code, sdg_target, start_round,
           baseline_round,
           case when start_round > survey_round then 'not yet surveyed' when baseline_round is null then 'no baseline'
                when change is null then 'not measured' when areas_compared = 0 then 'no comparable area'
                else 'compared' end as status,
           goal, decile as baseline_decile, applicable as households_applicable, failing as households_failing,
           applied as baseline_households_applicable, failed as baseline_households_failing,
           applicable_weighted as households_applicable_weighted, failing_weighted as households_failing_weighted,
           applied_weighted as baseline_households_applicable_weighted,
           failed_weighted as baseline_households_failing_weighted, areas_compared,
           rate as failing_rate, old_rate as baseline_failing_rate, change as failing_rate_change,
           median_change as median_failing_rate_change, change - median_change as effect, false as is_suppressed
    from joined
"""

# No area of the tiny country has the households that a candidate needs.
_CANDIDATES = """
    create table practice_candidate as
    select survey_round, area_level, area_code, indicator_code, survey_round as baseline_round, 0 as baseline_decile,
           households_applicable, households_failing, households_applicable as baseline_households_applicable,
           households_failing as baseline_households_failing, households_applicable_weighted,
           households_failing_weighted, households_applicable_weighted as baseline_households_applicable_weighted,
           households_failing_weighted as baseline_households_failing_weighted, cast(5 as bigint) as areas_compared,
           cast(1 as bigint) as candidate_rank, failing_rate, failing_rate as baseline_failing_rate,
           failing_rate as failing_rate_change, failing_rate as median_failing_rate_change, failing_rate as effect,
           failing_rate as deviations, false as is_suppressed
    from area_indicator where false
"""

PRACTICES: Final = (_EFFECT, _CANDIDATES)
