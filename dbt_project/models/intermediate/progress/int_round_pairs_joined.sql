{{ config(materialized='view') }}

with final as (

    select
        survey_round,
        lag(survey_round) over (order by year_be, round) as previous_survey_round,
        framework_version = lag(framework_version) over (order by year_be, round) as is_same_framework
    from {{ ref('dim_survey_round') }}

)

select * from final
