with houses as (

    select * from {{ ref('stg_house_registry__houses') }}

),

final as (

    select
        house_key,
        village_code as area_code,
        house_kind,
        batch_id,
        longitude,
        latitude,
        is_residential,
        registered_on
    from houses

)

select * from final
