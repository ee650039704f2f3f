{{ config(materialized='view') }}

-- Most households fail nothing in any round and are not followed one by one.
with failing as (

    select distinct household_key
    from {{ ref('int_household_results_joined') }}
    where indicators_failing > 0

),

later as (

    select households.*
    from {{ ref('int_household_results_joined') }} as households
    inner join failing on households.household_key = failing.household_key
    where households.previous_survey_round is not null

),

earlier as (

    select households.*
    from {{ ref('int_household_results_joined') }} as households
    inner join failing on households.household_key = failing.household_key
    where households.next_survey_round is not null

),

final as (

    select
        coalesce(later.survey_round, earlier.next_survey_round) as survey_round,
        later.village_code,
        earlier.village_code as previous_village_code,
        later.household_key is not null as is_surveyed,
        earlier.household_key is not null as was_surveyed
        {%- for item in followed_items() %},
        later.{{ item }},
        earlier.{{ item }} as previous_{{ item }}
        {%- endfor %}
    from later
    full outer join earlier
        on later.household_key = earlier.household_key
        and later.survey_round = earlier.next_survey_round

)

select * from final
