{{ config(pre_hook='{{ compression(of_keys=true) }}', post_hook='{{ compression() }}') }}
with houses as (

    select * from {{ ref('stg_house_registry__houses') }}

),

former as (

    select * from {{ ref('int_former_areas_joined') }}
    where area_level = 'village'

),

-- A house under a former code of its village lies in the village of today. Where exactly is in fct_house_location.
final as (

    select
        houses.house_key,
        coalesce(former.area_code, houses.village_code) as area_code,
        houses.house_kind,
        houses.batch_id,
        cast(houses.longitude as decimal(5, 2)) as longitude,
        cast(houses.latitude as decimal(4, 2)) as latitude,
        houses.is_residential,
        houses.registered_on
    from houses
    left join former on houses.village_code = former.former_area_code

)

select * from final
