with final as (

    select
        households.survey_round,
        households.village_code,
        previous.village_code as previous_village_code,
        count(*) as households_in_both
        {%- for item in followed_items() %},
        count(households.{{ item }}) as {{ item }}_applicable,
        count(previous.{{ item }}) as {{ item }}_previously_applicable,
        count(households.{{ item }} + previous.{{ item }}) as {{ item }}_applicable_in_both
        {%- endfor %}
    from {{ ref('int_household_results_joined') }} as households
    inner join {{ ref('int_household_results_joined') }} as previous
        on households.household_key = previous.household_key
        and households.survey_round = previous.next_survey_round
    group by households.survey_round, households.village_code, previous.village_code

)

select * from final
