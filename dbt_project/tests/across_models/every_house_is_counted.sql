-- Every registered house is in exactly one village of the nation.
{{ config(meta={'dagster': {'ref': {'name': 'area_coverage'}}}) }}

with houses as (

    select count(*) as houses from {{ ref('stg_house_registry__houses') }}

),

published as (

    select distinct houses_registered
    from {{ ref('area_coverage') }}
    where area_level = 'nation'

)

select
    houses.houses,
    published.houses_registered
from houses
full outer join published on houses.houses = published.houses_registered
where houses.houses is null or published.houses_registered is null
