{%- set rounds = survey_rounds() -%}

-- Houses first, then villages: counting distinct keys by village takes longer, and does not see who shares a house.
with houses as (

    select
        village_code
        {%- for survey_round in rounds %},
        count(case when survey_round = '{{ survey_round }}' then 1 end) as households_{{ loop.index }}
        {%- endfor %}
    from {{ ref('fct_household') }}
    where is_residential_house
    group by village_code, house_key

),

villages as (

    select
        village_code
        {%- for survey_round in rounds %},
        count(case when households_{{ loop.index }} > 0 then 1 end) as surveyed_{{ loop.index }},
        count(case when households_{{ loop.index }} > 1 then 1 end) as several_{{ loop.index }},
        count(
            case
                when households_{{ loop.index }} > 0
                {%- for earlier in range(1, loop.index) %} and households_{{ earlier }} = 0{% endfor %} then 1
            end
        ) as first_{{ loop.index }}
        {%- endfor %}
    from houses
    group by village_code

),

final as (
    {%- for survey_round in rounds %}

    select
        '{{ survey_round }}' as survey_round,
        village_code,
        surveyed_{{ loop.index }} as houses_surveyed,
        several_{{ loop.index }} as houses_with_several_households,
        first_{{ loop.index }} as houses_first_surveyed
    from villages
    where surveyed_{{ loop.index }} > 0
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

)

select * from final
