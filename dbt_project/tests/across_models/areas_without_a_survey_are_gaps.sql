-- Every area with residential houses and no surveyed household is a gap. No other area is a gap.
{{ config(meta={'dagster': {'ref': {'name': 'coverage_gap'}}}) }}

with unsurveyed as (

    select * from {{ ref('area_coverage') }}
    where houses_residential > 0 and households_surveyed = 0

),

gaps as (

    select * from {{ ref('coverage_gap') }}

)

select
    coalesce(unsurveyed.survey_round, gaps.survey_round) as survey_round,
    coalesce(unsurveyed.area_level, gaps.area_level) as area_level,
    coalesce(unsurveyed.area_code, gaps.area_code) as area_code,
    unsurveyed.houses_residential,
    gaps.houses_residential as houses_residential_of_gap
from unsurveyed
full outer join gaps
    on unsurveyed.survey_round = gaps.survey_round
    and unsurveyed.area_level = gaps.area_level
    and unsurveyed.area_code = gaps.area_code
where unsurveyed.houses_residential is distinct from gaps.houses_residential
