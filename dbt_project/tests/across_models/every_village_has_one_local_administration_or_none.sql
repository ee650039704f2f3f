-- Once local administrations are listed, every village counts once in every round at their level, in its own
-- province. The village counts under one local administration, or under the code for villages without one.
{{ config(meta={'dagster': {'ref': {'name': 'int_area_villages_joined'}}}) }}

with edges as (

    select * from {{ ref('int_area_villages_joined') }}

),

areas as (

    select * from {{ ref('dim_area') }}
    where area_level = 'local_administration'

),

counted as (

    select
        villages.survey_round,
        villages.village_code,
        villages.area_code as province_code,
        count(edges.area_code) as local_administrations,
        count(case when areas.province_code = villages.area_code then 1 end) as of_its_province
    from edges as villages
    left join edges
        on villages.survey_round = edges.survey_round
        and villages.village_code = edges.village_code
        and edges.area_level = 'local_administration'
    left join areas on edges.area_code = areas.area_code
    where villages.area_level = 'province'
    group by villages.survey_round, villages.village_code, villages.area_code

)

select *
from counted
where (local_administrations <> 1 or of_its_province <> 1)
    and (select count(*) from areas) > 0
