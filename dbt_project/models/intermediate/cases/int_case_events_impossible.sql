with events as (

    select * from {{ ref('int_case_events_joined') }}

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        village_code,
        indicator_code,
        status,
        agency,
        batch_id,
        fault,
        status_on,
        surveyed_on,
        found_on
    from events
    where fault is not null

)

select * from final
