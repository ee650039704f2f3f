-- Every official total belongs to an area of today. A total of an area outside every list would be in no row.
{{ config(meta={'dagster': {'ref': {'name': 'int_official_totals_joined'}}}) }}

with totals as (

    select * from {{ ref('int_official_totals_joined') }}

),

areas as (

    select * from {{ ref('dim_area') }}
    where valid_to is null

)

select
    totals.area_level,
    totals.area_code,
    totals.year_be
from totals
left join areas on totals.area_level = areas.area_level and totals.area_code = areas.area_code
where areas.area_code is null
