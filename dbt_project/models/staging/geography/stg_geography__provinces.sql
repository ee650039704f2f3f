with source as (

    select * from {{ source('geography', 'provinces') }}

),

final as (

    select
        province_code,
        name_th,
        name_en
    from source

)

select * from final
