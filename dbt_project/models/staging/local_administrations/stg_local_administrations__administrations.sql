with source as (

    select * from {{ source('local_administrations', 'administrations') }}

),

final as (

    select
        lao_code,
        province_code,
        lao_type,
        name_th,
        lao_type = 'provincial_administration' as is_provincial
    from source

)

select * from final
