with source as (

    select * from {{ source('pledges', 'pledges') }}

),

final as (

    select
        province_code,
        pledge_id,
        title,
        indicator_code,
        batch_id,
        goal,
        cast(baseline_value as double) as baseline_value,
        cast(target_value as double) as target_value,
        baseline_on,
        due_on
    from source

)

select * from final
