with source as (

    select * from {{ source('geography', 'districts') }}

),

final as (

    select
        district_code,
        province_code,
        name_th,
        name_en
    from source

)

select * from final
