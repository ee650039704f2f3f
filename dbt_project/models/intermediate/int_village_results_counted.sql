{%- set codes = indicator_codes() -%}
{%- set groups = indicator_groups() -%}
{%- set cutoffs = sensitivity_cutoffs() -%}

-- Households are read twice by their own name: DuckDB writes out a CTE that is read twice, 30 million rows here.
with surveyed as (

    select
        survey_round,
        village_code,
        count(*) as households_surveyed,
        cast(sum(member_count) as bigint) as members_surveyed,
        count(case when is_poor is null then 1 end) as households_dropped,
        cast(sum(case when is_poor is null then member_count else 0 end) as bigint) as members_dropped
        {%- for code in codes %},
        count({{ code }}) as {{ code }}_applicable,
        cast(sum(case when {{ code }} is null then 0 else member_count end) as bigint) as {{ code }}_members_applicable
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        count(coalesce({{ group.indicators | join(', ') }})) as {{ group.column }}_applicable
        {%- endfor %}
    from {{ ref('fct_household') }}
    where village_code is not null
    group by survey_round, village_code

),

-- Most households fail nothing and are not read again.
failing as (

    select
        survey_round,
        village_code,
        count(case when is_poor then 1 end) as households_poor,
        cast(sum(case when is_poor then member_count else 0 end) as bigint) as members_poor,
        cast(sum(case when is_poor then member_count * deprivation_score else 0 end) as decimal(18, 9))
            as deprivation_sum
        {%- for cutoff in cutoffs %},
        count(case when {{ cutoff.condition }} then 1 end) as households_poor_{{ cutoff.column }},
        cast(sum(case when {{ cutoff.condition }} then member_count else 0 end) as bigint) as members_poor_{{ cutoff.column }},
        cast(sum(case when {{ cutoff.condition }} then member_count * deprivation_score else 0 end) as decimal(18, 9))
            as deprivation_sum_{{ cutoff.column }}
        {%- endfor %}
        {%- for code in codes %},
        count(case when {{ code }} = 0 then 1 end) as {{ code }}_failing,
        cast(sum(case when {{ code }} = 0 then member_count else 0 end) as bigint) as {{ code }}_members_failing,
        {%- if drops_households() %}
        cast(sum(case when is_poor is not null and {{ code }} = 0 then member_count else 0 end) as bigint)
            as {{ members_failing(code) }},
        {%- endif %}
        cast(sum(case when is_poor and {{ code }} = 0 then member_count else 0 end) as bigint) as {{ code }}_members_poor_failing
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        count(case when {{ group.indicators | join(' = 0 or ') }} = 0 then 1 end) as {{ group.column }}_failing
        {%- endfor %}
    from {{ ref('fct_household') }}
    where indicators_failing > 0 and village_code is not null
    group by survey_round, village_code

),

final as (

    select
        surveyed.survey_round,
        surveyed.village_code,
        surveyed.households_surveyed,
        surveyed.members_surveyed,
        surveyed.households_dropped,
        surveyed.members_dropped,
        coalesce(failing.households_poor, 0) as households_poor,
        coalesce(failing.members_poor, 0) as members_poor,
        coalesce(failing.deprivation_sum, 0) as deprivation_sum
        {%- for cutoff in cutoffs %},
        coalesce(failing.households_poor_{{ cutoff.column }}, 0) as households_poor_{{ cutoff.column }},
        coalesce(failing.members_poor_{{ cutoff.column }}, 0) as members_poor_{{ cutoff.column }},
        coalesce(failing.deprivation_sum_{{ cutoff.column }}, 0) as deprivation_sum_{{ cutoff.column }}
        {%- endfor %}
        {%- for code in codes %},
        surveyed.{{ code }}_applicable,
        surveyed.{{ code }}_members_applicable,
        coalesce(failing.{{ code }}_failing, 0) as {{ code }}_failing,
        coalesce(failing.{{ code }}_members_failing, 0) as {{ code }}_members_failing,
        {%- if drops_households() %}
        coalesce(failing.{{ members_failing(code) }}, 0) as {{ members_failing(code) }},
        {%- endif %}
        coalesce(failing.{{ code }}_members_poor_failing, 0) as {{ code }}_members_poor_failing
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        surveyed.{{ group.column }}_applicable,
        coalesce(failing.{{ group.column }}_failing, 0) as {{ group.column }}_failing
        {%- endfor %}
    from surveyed
    left join failing
        on surveyed.survey_round = failing.survey_round
        and surveyed.village_code = failing.village_code

)

select * from final
