with source as (

    select * from {{ source('country', 'areas') }}

),

-- The project's own country is in force only where none was delivered.
final as (

    select
        area_level,
        area_code,
        parent_area_code,
        name_th,
        name_en,
        un_area_code,
        is_sdg_pilot
    from source

    union all

    select
        area_level,
        area_code,
        parent_area_code,
        name_th,
        name_en,
        un_area_code,
        is_sdg_pilot
    from {{ ref('country') }}
    where not exists (select 1 from source)

)

select * from final
