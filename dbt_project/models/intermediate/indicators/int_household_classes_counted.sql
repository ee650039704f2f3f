{%- set codes = indicator_codes() -%}
{%- set keys = ['place_number', 'member_count', 'head_sex', 'head_age_class'] -%}

-- By the number of members: members need not be added up household by household.
with surveyed as (

    select
        {{ keys | join(',\n        ') }},
        count(*) as households_surveyed
        {{- weighted_sum('households_surveyed', 'true') }}
        {%- for code in codes %},
        count({{ code }}) as {{ code }}_applicable
        {{- weighted_sum(code ~ '_applicable', code ~ ' is not null') }}
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
        {{- weighted_sum(code ~ '_failing', code ~ ' = 0') }}
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
        {%- for measure in [code ~ '_applicable'] + weighted_names([code ~ '_applicable']) %}
        surveyed.{{ measure }},
        {%- endfor %}
        {%- for measure in [code ~ '_failing'] + weighted_names([code ~ '_failing']) %}
        coalesce(failing.{{ measure }}, 0) as {{ measure }},
        {%- endfor %}
        {%- endfor %}
        {%- for measure in weighted_names(['households_surveyed']) %}
        surveyed.{{ measure }},
        {%- endfor %}
        surveyed.households_surveyed
    from surveyed
    left join failing
        {%- for key in keys %}
        {{ 'on' if loop.first else 'and' }} surveyed.{{ key }} = failing.{{ key }}
        {%- endfor %}

)

select * from final
