{{ config(materialized='view') }}

with households as (

    select * from {{ ref('fct_household') }}

),

rounds as (

    select
        survey_round,
        lag(survey_round) over (order by year_be, round) as previous_survey_round,
        lead(survey_round) over (order by year_be, round) as next_survey_round
    from {{ ref('dim_survey_round') }}

),

final as (

    select
        households.household_key,
        households.survey_round,
        rounds.previous_survey_round,
        rounds.next_survey_round,
        households.village_code,
        households.indicators_failing
        {%- for code in indicator_codes() %},
        households.{{ code }}
        {%- endfor %}
        {%- for goal in shared_goals() %},
        case
            when households.{{ goal.indicators | join(' = 0 or households.') }} = 0 then cast(0 as tinyint)
            when coalesce(households.{{ goal.indicators | join(', households.') }}) is not null then cast(1 as tinyint)
        end as {{ goal.column }}
        {%- endfor %}
    from households
    inner join rounds on households.survey_round = rounds.survey_round

)

select * from final
