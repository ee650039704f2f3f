with source as (

    select * from {{ source('house_registry', 'houses') }}

),

-- The central register lists people without a house: it is not a house.
houses as (

    select * from source
    where register_type <> 'central'

),

final as (

    select
        house_key,
        village_code,
        house_kind,
        batch_id,
        longitude,
        latitude,
        house_kind = 'residential' as is_residential,
        registered_on
    from houses

)

select * from final
