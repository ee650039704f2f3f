{{ config(materialized=view_with_files()) }}
with houses as (

    select * from {{ ref('stg_house_registry__houses') }}
    where longitude is not null and latitude is not null

),

former as (

    select * from {{ ref('int_former_areas_joined') }}
    where area_level = 'village'

),

final as (

    select
        houses.house_key,
        coalesce(former.area_code, houses.village_code) as area_code,
        houses.longitude,
        houses.latitude
    from houses
    left join former on houses.village_code = former.former_area_code

)

select * from final
