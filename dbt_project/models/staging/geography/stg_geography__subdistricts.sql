with source as (

    select * from {{ source('geography', 'subdistricts') }}

),

final as (

    select
        subdistrict_code,
        district_code,
        province_code,
        name_th,
        name_en
    from source

)

select * from final
