-- Every area with an open case is ranked with all its open cases, and no other area is ranked. The open cases of its
-- indicators add up to those of the area.
{{ config(meta={'dagster': {'ref': {'name': 'area_priority'}}}) }}

with progress as (

    select * from {{ ref('area_case_progress') }}
    where cases_open > 0

),

ranked as (

    select
        survey_round,
        area_level,
        area_code,
        sum(case when indicator_code = 'total' then cases_open else 0 end) as cases_open,
        sum(case when indicator_code <> 'total' then cases_open else 0 end) as cases_open_of_indicators
    from {{ ref('area_priority') }}
    group by survey_round, area_level, area_code

)

select
    coalesce(progress.survey_round, ranked.survey_round) as survey_round,
    coalesce(progress.area_level, ranked.area_level) as area_level,
    coalesce(progress.area_code, ranked.area_code) as area_code,
    progress.cases_open,
    ranked.cases_open as cases_open_ranked,
    ranked.cases_open_of_indicators
from progress
full outer join ranked
    on progress.survey_round = ranked.survey_round
    and progress.area_level = ranked.area_level
    and progress.area_code = ranked.area_code
where progress.cases_open is distinct from ranked.cases_open
    or progress.cases_open is distinct from ranked.cases_open_of_indicators
