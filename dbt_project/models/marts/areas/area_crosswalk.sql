with former as (

    select * from {{ ref('int_former_areas_joined') }}

),

areas as (

    select * from {{ ref('dim_area') }}

),

changes as (

    select * from {{ ref('stg_area_changes__changes') }}

),

final as (

    select
        former.area_level,
        former.former_area_code,
        former.area_code,
        coalesce(changes.name_th, areas.name_th) as name_th,
        coalesce(changes.name_en, areas.name_en) as name_en,
        former.changed_on
    from former
    left join areas on former.area_level = areas.area_level and former.area_code = areas.area_code
    left join changes on former.former_area_code = changes.former_area_code

)

select * from final
