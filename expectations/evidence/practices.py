"""Recounts of what practices are compared with, from the published tables of areas, each area beside every other.

Candidates are those of the open zone. What is not here: which differences matter (suites/practices).
"""

from __future__ import annotations

from expectations.evidence.recount import Recount, query
from expectations.limits import CANDIDATE_DEVIATIONS, CANDIDATE_FEWEST_AREAS, CANDIDATE_FEWEST_HOUSEHOLDS
from orchestration.names import OPEN, RESTRICTED

_REGIONS = """
    region as (
        select area.area_level, area.area_code, province.parent_area_code as region_code
        from audit__area_of_today as area join audit__area_of_today as province
          on province.area_level = 'province' and province.area_code = area.province_code
    )
"""
# An area has a practice for an indicator by name, or by a target or goal that the indicator serves.
_PRACTISED = """
    create table audit__practised as
    select distinct practice_id, area_level, area_code, map.indicator_code
    from restricted__practice_effect as practice
    join (
        select indicator_code, sdg_target, goal from open__indicator_sdg_map
        union all select indicator_code, null, null from open__dim_indicator
    ) as map on practice.indicator_code = map.indicator_code or practice.sdg_target = map.sdg_target
             or practice.goal = map.goal
    where (practice.indicator_code is not null)::integer + (practice.sdg_target is not null)::integer
        + (practice.goal is not null)::integer = 1
"""

# Of a zone, one row per compared practice, with its own change and the others', recounted.
_COMPARISONS = """
    create table {made} as
    with {regions},
    rate as (
        select survey_round, area_level, area_code, indicator_code as item, failing_rate
        from {zone}__area_indicator
        union all
        select survey_round, area_level, area_code, concat('target ', sdg_target), failing_rate
        from {zone}__area_sdg_target
        union all
        select survey_round, area_level, area_code, concat('goal ', goal), failing_rate from {zone}__area_sdg_goal
    ),
    practice as (
        select practice_id, area_level, area_code, survey_round, baseline_round,
               coalesce(indicator_code, 'target ' || sdg_target, 'goal ' || goal) as item
        from {zone}__practice_effect where status in ('compared', 'no comparable area', 'not measured')
    ),
    change as (
        select measure.*, now.area_code, region_code, before.failing_rate as baseline, now.failing_rate as latest,
               count(*) over same as areas, rank() over (same order by before.failing_rate) - 1 as lower
        from (select distinct area_level, item, survey_round, baseline_round from practice) as measure
        join rate as now using (area_level, item, survey_round)
        join rate as before on before.area_level = now.area_level and before.item = now.item
          and before.area_code = now.area_code and before.survey_round = measure.baseline_round
        join region on region.area_level = now.area_level and region.area_code = now.area_code
        where now.failing_rate is not null and before.failing_rate is not null
        window same as (partition by measure.area_level, measure.item, measure.baseline_round)
    ),
    own as (
        select practice.practice_id, change.*
        from practice join change using (area_level, item, survey_round, baseline_round, area_code)
    ),
    alike as (
        select own.practice_id, other.latest - other.baseline as change
        from own join change as other using (area_level, item, baseline_round, region_code)
        where other.area_code <> own.area_code and 10 * other.lower // other.areas = 10 * own.lower // own.areas
          and (own.practice_id, other.area_code) not in (
              select (mine.practice_id, theirs.area_code)
              from audit__practised as mine join audit__practised as theirs using (indicator_code, area_level)
          )
    )
    select practice_id, any_value(latest) as latest, any_value(baseline) as baseline,
           count(alike.change) as areas_compared, median(alike.change) as median_change
    from own left join alike using (practice_id) group by all
"""

_CANDIDATES = f"""
    create table audit__practice_candidate as
    with {_REGIONS},
    pair as (
        select survey_round, lag(survey_round) over (order by year_be, round) as baseline_round
        from open__dim_survey_round qualify row_number() over (order by survey_round desc) = 1
    ),
    change as (
        select now.survey_round, now.area_level, now.area_code, now.indicator_code, region_code,
               now.failing_rate - before.failing_rate as change,
               (10 * (rank() over (same order by before.failing_rate) - 1)) // count(*) over same as decile
        from pair
        join open__area_indicator as now using (survey_round)
        join open__area_indicator as before
          on before.survey_round = pair.baseline_round and before.area_level = now.area_level
         and before.area_code = now.area_code and before.indicator_code = now.indicator_code
        join region on region.area_level = now.area_level and region.area_code = now.area_code
        where now.area_level in ('province', 'district', 'subdistrict', 'local_administration')
          and now.households_applicable >= {CANDIDATE_FEWEST_HOUSEHOLDS}
          and before.households_applicable >= {CANDIDATE_FEWEST_HOUSEHOLDS}
        window same as (partition by now.area_level, now.indicator_code)
    ),
    alike as (
        select *, count(*) over same - 1 as areas_compared, change - median(change) over same as effect
        from change anti join audit__practised using (area_level, area_code, indicator_code)
        window same as (partition by area_level, indicator_code, region_code, decile)
    ),
    spread as (
        select *, 1.4826 * median(abs(effect)) over (partition by area_level, indicator_code, region_code, decile)
               as deviation
        from alike where areas_compared >= {CANDIDATE_FEWEST_AREAS}
    )
    select survey_round, area_level, area_code, indicator_code, change, areas_compared, effect
    from spread where change < 0 and round(effect / nullif(deviation, 0), 9) <= -{CANDIDATE_DEVIATIONS}
"""

RECOUNTS: dict[str, Recount] = {
    "audit__practised": query(_PRACTISED),
    "audit__practice_comparison": query(
        _COMPARISONS.format(made="audit__practice_comparison", zone=RESTRICTED, regions=_REGIONS)
    ),
    "audit__open_practice_comparison": query(
        _COMPARISONS.format(made="audit__open_practice_comparison", zone=OPEN, regions=_REGIONS)
    ),
    "audit__practice_candidate": query(_CANDIDATES),
}
