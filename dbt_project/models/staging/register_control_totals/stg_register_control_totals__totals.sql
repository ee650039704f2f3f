with source as (

    select * from {{ source('register_control_totals', 'register_control_totals') }}

),

final as (

    select
        area_level,
        area_code,
        year_be,
        cast(houses_official as bigint) as houses_official
    from source

)

select * from final
