{{ config(materialized=view_with_files()) }}

with judged as (

    select
        contributions.*,
        poverty.households_poor >= {{ var('open_fewest_poor_detailed') }} as is_shown
    from {{ ref('area_poverty_contribution') }} as contributions
    inner join {{ ref('area_poverty') }} as poverty
        on contributions.survey_round = poverty.survey_round
        and contributions.area_level = poverty.area_level
        and contributions.area_code = poverty.area_code

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        dimension,
        members,
        {{ shown('members_failing') }},
        {{ shown('members_poor') }},
        {{ shown('members_poor_failing') }},
        members_weighted,
        {{ shown('members_failing_weighted') }},
        {{ shown('members_poor_weighted') }},
        {{ shown('members_poor_failing_weighted') }},
        weight,
        {{ shown('uncensored_headcount_ratio') }},
        {{ shown('censored_headcount_ratio') }},
        {{ shown('contribution') }},
        {{ shown('contribution_share') }},
        not is_shown as is_suppressed
    from judged

)

select * from final
