with source as (

    select * from {{ source('case_follow_up', 'events') }}

),

final as (

    select
        household_key,
        survey_round,
        indicator_code,
        status,
        agency,
        batch_id,
        status_on
    from source

)

select * from final
