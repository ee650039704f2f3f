with source as (

    select * from {{ source('area_changes', 'changes') }}

),

final as (

    select
        area_level,
        former_area_code,
        area_code,
        name_th,
        name_en,
        is_new_area,
        changed_on
    from source

)

select * from final
