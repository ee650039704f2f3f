{{ config(materialized='view') }}

with final as (

    select
        survey_round,
        area_level,
        area_code,
        'indicator' as kind,
        indicator_code as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from {{ ref('area_indicator') }}

    union all

    select
        survey_round,
        area_level,
        area_code,
        'target' as kind,
        sdg_target as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from {{ ref('area_sdg_target') }}

    union all

    select
        survey_round,
        area_level,
        area_code,
        'goal' as kind,
        cast(goal as string) as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from {{ ref('area_sdg_goal') }}

)

select * from final
