{{ config(materialized=view_with_files()) }}

-- Every area has a row. No count of these rows is read.
with areas as (

    select
        progress.survey_round,
        progress.area_level,
        progress.area_code,
        progress.median_days_to_first_action,
        progress.median_days_to_solution,
        progress.as_of_on,
        coalesce(coverage.households_surveyed >= {{ var('open_fewest_surveyed') }}, false) as is_shown
    from {{ ref('area_case_progress') }} as progress
    left join {{ ref('area_coverage') }} as coverage
        on progress.survey_round = coverage.survey_round
        and progress.area_level = coverage.area_level
        and progress.area_code = coverage.area_code
    where {{ is_of_open_zone('area_case_progress', 'progress.area_level') }}

),

counted as (

    select
        areas.*,
        {%- for count in case_counts() %}
        coalesce(cases.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        coalesce(faults.events_impossible, 0) as events_impossible,
        coalesce(faults.cases_unlocated, 0) as cases_unlocated,
        coalesce(faults.events_impossible_unlocated, 0) as events_impossible_unlocated
    from areas
    left join {{ ref('int_area_cases_perturbed') }} as cases
        on areas.survey_round = cases.survey_round
        and areas.area_level = cases.area_level
        and areas.area_code = cases.area_code
        and cases.indicator_code = 'total'
        and cases.agency is null
    left join {{ ref('int_area_case_faults_perturbed') }} as faults
        on areas.survey_round = faults.survey_round
        and areas.area_level = faults.area_level
        and areas.area_code = faults.area_code

),

judged as (

    select
        *,
        is_shown and cases_found >= {{ var('open_fewest_cases') }} as is_rate_shown,
        is_shown and cases_found - cases_not_started >= {{ var('open_fewest_cases') }} as is_first_action_shown,
        is_shown and cases_solved >= {{ var('open_fewest_cases') }} as is_solution_shown
    from counted

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        {%- for count in case_counts() %}
        {{ shown(count) }},
        {%- endfor %}
        {{ shown('events_impossible') }},
        case when is_shown and area_level = 'nation' then cases_unlocated end as cases_unlocated,
        case when is_shown and area_level = 'nation' then events_impossible_unlocated end as events_impossible_unlocated,
        case when is_rate_shown then {{ ratio('cases_solved', 'cases_found') }} end as solved_rate,
        case when is_first_action_shown then {{ whole_weeks('median_days_to_first_action') }} end as median_days_to_first_action,
        case when is_solution_shown then {{ whole_weeks('median_days_to_solution') }} end as median_days_to_solution,
        not is_shown as is_suppressed,
        as_of_on
    from judged

)

select * from final
