{{ config(materialized='view') }}

with rounds as (

    select
        survey_round,
        lag(survey_round) over (order by year_be, round) as previous_survey_round
    from {{ ref('dim_survey_round') }}

),

later as (

    select households.*
    from {{ ref('fct_household') }} as households
    inner join rounds on households.survey_round = rounds.survey_round
    where rounds.previous_survey_round is not null

),

earlier as (

    select
        households.*,
        rounds.survey_round as next_survey_round
    from {{ ref('fct_household') }} as households
    inner join rounds on households.survey_round = rounds.previous_survey_round

),

-- Most households fail nothing and have the results of before: they are what remains of their village's households.
-- Left out here, they are two thirds of those that the counting would take its time over.
final as (

    select
        coalesce(later.survey_round, earlier.next_survey_round) as survey_round,
        later.village_code,
        earlier.village_code as previous_village_code,
        later.household_key is not null as is_surveyed,
        earlier.household_key is not null as was_surveyed
        {%- for code in indicator_codes() %},
        later.{{ code }},
        earlier.{{ code }} as previous_{{ code }}
        {%- endfor %}
        {%- for goal in shared_goals() %},
        least(later.{{ goal.indicators | join(', later.') }}) as {{ goal.column }},
        least(earlier.{{ goal.indicators | join(', earlier.') }}) as previous_{{ goal.column }}
        {%- endfor %}
    from later
    full outer join earlier
        on later.household_key = earlier.household_key
        and later.survey_round = earlier.next_survey_round
    where
        later.household_key is null
        or earlier.household_key is null
        or later.indicators_failing > 0
        or earlier.indicators_failing > 0
        {%- for code in indicator_codes() %}
        or later.{{ code }} is distinct from earlier.{{ code }}
        {%- endfor %}

)

select * from final
