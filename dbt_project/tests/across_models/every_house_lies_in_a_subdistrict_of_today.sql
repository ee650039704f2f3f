-- Every house lies in a subdistrict of today. A former code that leads to a village outside every list would leave
-- its houses out of every figure.
{{ config(meta={'dagster': {'ref': {'name': 'int_village_houses_counted'}}}) }}

with villages as (

    select * from {{ ref('int_village_houses_counted') }}

),

subdistricts as (

    select * from {{ ref('stg_geography__subdistricts') }}

)

select
    villages.village_code,
    villages.houses_registered
from villages
left join subdistricts on substring(villages.village_code, 1, 6) = subdistricts.subdistrict_code
where subdistricts.subdistrict_code is null
