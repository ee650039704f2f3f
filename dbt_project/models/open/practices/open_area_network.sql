{{ config(materialized=view_with_files()) }}

with judged as (

    select
        network.*,
        coverage.houses_residential >= {{ var('open_fewest_houses') }} as is_shown
    from {{ ref('area_network') }} as network
    inner join {{ ref('area_coverage') }} as coverage
        on network.survey_round = coverage.survey_round
        and network.area_level = coverage.area_level
        and network.area_code = coverage.area_code

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        status,
        {{ shown('households_surveyed') }},
        {{ shown('teams') }},
        {{ shown('teams_within') }},
        {{ shown('partner_groups_within') }},
        {{ shown('members_trained') }},
        {{ shown('members_trained_within') }},
        teams_unlocated,
        {{ shown('agents_per_1000_households') }},
        not is_shown as is_suppressed
    from judged

)

select * from final
