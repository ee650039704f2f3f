{{ config(materialized=view_with_files()) }}

with final as (

    select
        survey_round,
        area_level,
        area_code,
        practice_id,
        title,
        indicator_code,
        sdg_target,
        start_round,
        baseline_round,
        status,
        goal,
        baseline_decile,
        households_applicable,
        households_failing,
        baseline_households_applicable,
        baseline_households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        baseline_households_applicable_weighted,
        baseline_households_failing_weighted,
        areas_compared,
        failing_rate,
        baseline_failing_rate,
        failing_rate_change,
        median_failing_rate_change,
        effect,
        is_suppressed
    from {{ ref('int_practice_effects_compared') }}
    where of_zone = 'open' and {{ is_of_open_zone('practice_effect') }}

)

select * from final
