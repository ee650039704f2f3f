{{ config(materialized=view_with_files()) }}

with judged as (

    select
        *,
        cases_found >= {{ var('open_fewest_cases') }} as is_rate_shown,
        cases_found - cases_not_started >= {{ var('open_fewest_cases') }} as is_first_action_shown,
        cases_solved >= {{ var('open_fewest_cases') }} as is_solution_shown
    from {{ ref('area_case_progress') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        cases_found,
        cases_not_started,
        cases_in_progress,
        cases_referred,
        cases_self_solving,
        cases_solved,
        cases_open,
        cases_reopened,
        cases_open_over_90_days,
        cases_open_over_180_days,
        events_impossible,
        cases_unlocated,
        events_impossible_unlocated,
        case when is_rate_shown then solved_rate end as solved_rate,
        case when is_first_action_shown then {{ whole_weeks('median_days_to_first_action') }} end as median_days_to_first_action,
        case when is_solution_shown then {{ whole_weeks('median_days_to_solution') }} end as median_days_to_solution,
        is_suppressed,
        as_of_on
    from judged

)

select * from final
