{{ config(materialized=view_with_files()) }}

with final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        baseline_round,
        status,
        households_applicable,
        households_failing,
        households_to_help_per_year,
        baseline_households_applicable,
        baseline_households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        baseline_households_applicable_weighted,
        baseline_households_failing_weighted,
        failing_rate,
        baseline_failing_rate,
        years_between,
        years_left,
        required_yearly_change,
        actual_yearly_change,
        progress_ratio,
        is_suppressed
    from {{ ref('int_area_paths_compared') }}
    where of_zone = 'open'

)

select * from final
