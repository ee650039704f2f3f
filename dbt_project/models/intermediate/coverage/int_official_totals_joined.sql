with totals as (

    select * from {{ ref('stg_register_control_totals__totals') }}

),

former as (

    select * from {{ ref('int_former_areas_joined') }}

),

final as (

    select
        totals.area_level,
        coalesce(former.area_code, totals.area_code) as area_code,
        totals.year_be,
        totals.houses_official
    from totals
    left join former on totals.area_level = former.area_level and totals.area_code = former.former_area_code

)

select * from final
