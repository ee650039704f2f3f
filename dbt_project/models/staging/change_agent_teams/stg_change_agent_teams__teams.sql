with source as (

    select * from {{ source('change_agent_teams', 'change_agent_teams') }}

),

final as (

    select
        area_level,
        area_code,
        partner_group,
        batch_id,
        members_trained
    from source

)

select * from final
