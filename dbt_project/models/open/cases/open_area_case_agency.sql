{{ config(materialized=view_with_files()) }}

-- An agency has a row where its cases with noise are some. So a row says no more than its counts.
with agencies as (

    select
        agencies.survey_round,
        agencies.area_level,
        agencies.area_code,
        agencies.agency,
        {%- for count in case_counts() %}
        cases.{{ count }},
        {%- endfor %}
        agencies.median_days_to_first_action,
        agencies.median_days_to_solution,
        agencies.as_of_on
    from {{ ref('area_case_agency') }} as agencies
    inner join {{ ref('area_coverage') }} as coverage
        on agencies.survey_round = coverage.survey_round
        and agencies.area_level = coverage.area_level
        and agencies.area_code = coverage.area_code
    inner join {{ ref('int_area_cases_perturbed') }} as cases
        on agencies.survey_round = cases.survey_round
        and agencies.area_level = cases.area_level
        and agencies.area_code = cases.area_code
        and agencies.agency = cases.agency
    where
        {{ is_of_open_zone('area_case_agency', 'agencies.area_level') }}
        and coverage.households_surveyed >= {{ var('open_fewest_surveyed') }}
        and cases.cases_found > 0

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        agency,
        {%- for count in case_counts() %}
        {{ count }},
        {%- endfor %}
        case when cases_found >= {{ var('open_fewest_cases') }} then {{ ratio('cases_solved', 'cases_found') }} end as solved_rate,
        case
            when cases_found - cases_not_started >= {{ var('open_fewest_cases') }}
                then {{ whole_weeks('median_days_to_first_action') }}
        end as median_days_to_first_action,
        case
            when cases_solved >= {{ var('open_fewest_cases') }} then {{ whole_weeks('median_days_to_solution') }}
        end as median_days_to_solution,
        false as is_suppressed,
        as_of_on
    from agencies

    union all

    select
        survey_round,
        area_level,
        area_code,
        'total' as agency,
        {%- for count in case_counts() %}
        {{ count }},
        {%- endfor %}
        solved_rate,
        median_days_to_first_action,
        median_days_to_solution,
        is_suppressed,
        as_of_on
    from {{ ref('open_area_case_progress') }}
    where
        {{ is_of_open_zone('area_case_agency') }}
        and not is_suppressed
        and cases_found > 0

)

select * from final
