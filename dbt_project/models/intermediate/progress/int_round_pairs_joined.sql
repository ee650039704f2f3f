{{ config(materialized='view') }}

with rounds as (

    select
        survey_round,
        framework_version,
        last_surveyed_on,
        lag(survey_round) over (order by year_be, round) as previous_survey_round,
        lag(framework_version) over (order by year_be, round) as previous_framework_version,
        lag(last_surveyed_on) over (order by year_be, round) as previous_last_surveyed_on
    from {{ ref('dim_survey_round') }}

),

spans as (

    select
        *,
        {{ days_between('previous_last_surveyed_on', 'last_surveyed_on') }} as days_between
    from rounds

),

final as (

    select
        survey_round,
        previous_survey_round,
        framework_version = previous_framework_version as is_same_framework,
        case when days_between > 0 then cast(days_between as double) / 365.25 end as years_between
    from spans

)

select * from final
