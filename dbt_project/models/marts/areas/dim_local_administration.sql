with administrations as (

    select * from {{ ref('stg_local_administrations__administrations') }}

),

final as (

    select
        lao_code,
        province_code,
        case when is_provincial then 'province' else 'local_administration' end as area_level,
        case when is_provincial then province_code else lao_code end as area_code,
        lao_type,
        name_th
    from administrations

)

select * from final
