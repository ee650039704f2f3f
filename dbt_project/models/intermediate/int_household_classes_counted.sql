{%- set codes = indicator_codes() -%}
{%- set keys = [
    'survey_round', 'district_code', 'local_administration_code', 'settlement', 'member_count', 'head_sex', 'head_age_class'
] -%}

-- By the number of members: members need not be added up household by household.
with surveyed as (

    select
        {{ keys | join(',\n        ') }},
        count(*) as households_surveyed
        {%- for code in codes %},
        count({{ code }}) as {{ code }}_applicable
        {%- endfor %}
    from {{ ref('int_household_classes_joined') }}
    group by {{ keys | join(', ') }}

),

-- Most households fail nothing and are not read again.
failing as (

    select
        {{ keys | join(',\n        ') }}
        {%- for code in codes %},
        count(case when {{ code }} = 0 then 1 end) as {{ code }}_failing
        {%- endfor %}
    from {{ ref('int_household_classes_joined') }}
    where indicators_failing > 0
    group by {{ keys | join(', ') }}

),

final as (

    select
        {%- for key in keys %}
        surveyed.{{ key }},
        {%- endfor %}
        {%- for code in codes %}
        surveyed.{{ code }}_applicable,
        coalesce(failing.{{ code }}_failing, 0) as {{ code }}_failing,
        {%- endfor %}
        surveyed.households_surveyed
    from surveyed
    left join failing
        {%- for key in keys %}
        {{ 'on' if loop.first else 'and' }} surveyed.{{ key }} = failing.{{ key }}
        {%- endfor %}

)

select * from final
