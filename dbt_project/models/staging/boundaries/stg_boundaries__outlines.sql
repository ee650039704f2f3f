with source as (

    select * from {{ source('boundaries', 'outlines') }}

),

final as (

    select
        area_level,
        area_code,
        valid_from,
        valid_to,
        geometry
    from source

)

select * from final
