{%- set codes = indicator_codes() -%}
{%- set groups = indicator_groups() -%}

with households as (

    select * from {{ ref('fct_household') }}

),

final as (

    select
        survey_round,
        village_code,
        count(*) as households_surveyed,
        sum(member_count) as members_surveyed,
        sum(case when is_poor then 1 else 0 end) as households_poor,
        sum(case when is_poor then member_count else 0 end) as members_poor,
        sum(case when is_poor then member_count * deprivation_score else 0 end) as deprivation_sum
        {%- for code in codes %},
        count({{ code }}) as {{ code }}_applicable,
        sum(case when {{ code }} = 0 then 1 else 0 end) as {{ code }}_failing,
        sum(case when {{ code }} = 0 then member_count else 0 end) as {{ code }}_members_failing
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        count(coalesce({{ group.indicators | join(', ') }})) as {{ group.column }}_applicable,
        sum(case when {{ group.indicators | join(' = 0 or ') }} = 0 then 1 else 0 end) as {{ group.column }}_failing
        {%- endfor %}
    from households
    where village_code is not null
    group by survey_round, village_code

)

select * from final
