with source as (

    select * from {{ source('practices', 'practices') }}

),

final as (

    select
        practice_id,
        title,
        area_level,
        area_code,
        indicator_code,
        sdg_target,
        start_round,
        batch_id,
        goal
    from source

)

select * from final
