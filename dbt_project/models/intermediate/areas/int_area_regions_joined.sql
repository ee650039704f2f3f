{{ config(materialized='view') }}

with areas as (

    select * from {{ ref('dim_area') }}
    where valid_to is null

),

final as (

    select
        areas.area_level,
        areas.area_code,
        provinces.parent_area_code as region_code
    from areas
    inner join areas as provinces
        on areas.province_code = provinces.area_code
        and provinces.area_level = 'province'

)

select * from final
