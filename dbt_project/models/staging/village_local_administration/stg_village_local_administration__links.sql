with source as (

    select * from {{ source('village_local_administration', 'links') }}

),

final as (

    select
        village_code,
        lao_code,
        valid_from,
        valid_to
    from source

)

select * from final
