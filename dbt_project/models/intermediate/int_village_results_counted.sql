{%- set codes = indicator_codes() -%}
{%- set groups = indicator_groups() -%}
{%- set cutoffs = sensitivity_cutoffs() -%}
{%- set of_surveyed = ['households_surveyed', 'members_surveyed', 'households_dropped', 'members_dropped'] -%}
{%- set of_failing = ['households_poor', 'members_poor', 'deprivation_sum'] -%}
{%- for cutoff in cutoffs -%}
    {%- for measure in ['households_poor_', 'members_poor_', 'deprivation_sum_'] -%}
        {%- do of_failing.append(measure ~ cutoff.column) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for code in codes -%}
    {%- do of_surveyed.extend([code ~ '_applicable', code ~ '_members_applicable']) -%}
    {%- do of_failing.extend([code ~ '_failing', code ~ '_members_failing', code ~ '_members_poor_failing']) -%}
    {%- if drops_households() -%}
        {%- do of_failing.append(members_failing(code)) -%}
    {%- endif -%}
{%- endfor -%}
{%- for group in groups if group.indicators | length > 1 -%}
    {%- do of_surveyed.append(group.column ~ '_applicable') -%}
    {%- do of_failing.append(group.column ~ '_failing') -%}
{%- endfor -%}

-- Households are read twice by their own name: DuckDB writes out a CTE that is read twice, 30 million rows here.
with surveyed as (

    select
        survey_round,
        village_code,
        count(*) as households_surveyed,
        cast(sum(member_count) as bigint) as members_surveyed,
        count(case when is_poor is null then 1 end) as households_dropped,
        cast(sum(case when is_poor is null then member_count else 0 end) as bigint) as members_dropped
        {{- weighted_sum('households_surveyed', 'true') }}
        {{- weighted_sum('members_surveyed', 'true', each='member_count') }}
        {{- weighted_sum('households_dropped', 'is_poor is null') }}
        {{- weighted_sum('members_dropped', 'is_poor is null', each='member_count') }}
        {%- for code in codes %},
        count({{ code }}) as {{ code }}_applicable,
        cast(sum(case when {{ code }} is null then 0 else member_count end) as bigint) as {{ code }}_members_applicable
        {{- weighted_sum(code ~ '_applicable', code ~ ' is not null') }}
        {{- weighted_sum(code ~ '_members_applicable', code ~ ' is not null', each='member_count') }}
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        {%- set is_applicable = 'coalesce(' ~ group.indicators | join(', ') ~ ')' %}
        count({{ is_applicable }}) as {{ group.column }}_applicable
        {{- weighted_sum(group.column ~ '_applicable', is_applicable ~ ' is not null') }}
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
        {{- weighted_sum('households_poor', 'is_poor') }}
        {{- weighted_sum('members_poor', 'is_poor', each='member_count') }}
        {{- weighted_deprivation_sum('deprivation_sum', 'is_poor') }}
        {%- for cutoff in cutoffs %},
        count(case when {{ cutoff.condition }} then 1 end) as households_poor_{{ cutoff.column }},
        cast(sum(case when {{ cutoff.condition }} then member_count else 0 end) as bigint) as members_poor_{{ cutoff.column }},
        cast(sum(case when {{ cutoff.condition }} then member_count * deprivation_score else 0 end) as decimal(18, 9))
            as deprivation_sum_{{ cutoff.column }}
        {{- weighted_sum('households_poor_' ~ cutoff.column, cutoff.condition) }}
        {{- weighted_sum('members_poor_' ~ cutoff.column, cutoff.condition, each='member_count') }}
        {{- weighted_deprivation_sum('deprivation_sum_' ~ cutoff.column, cutoff.condition) }}
        {%- endfor %}
        {%- for code in codes %},
        count(case when {{ code }} = 0 then 1 end) as {{ code }}_failing,
        cast(sum(case when {{ code }} = 0 then member_count else 0 end) as bigint) as {{ code }}_members_failing,
        {%- if drops_households() %}
        cast(sum(case when is_poor is not null and {{ code }} = 0 then member_count else 0 end) as bigint)
            as {{ members_failing(code) }},
        {%- endif %}
        cast(sum(case when is_poor and {{ code }} = 0 then member_count else 0 end) as bigint) as {{ code }}_members_poor_failing
        {{- weighted_sum(code ~ '_failing', code ~ ' = 0') }}
        {{- weighted_sum(code ~ '_members_failing', code ~ ' = 0', each='member_count') }}
        {%- if drops_households() %}
        {{- weighted_sum(members_failing(code), 'is_poor is not null and ' ~ code ~ ' = 0', each='member_count') }}
        {%- endif %}
        {{- weighted_sum(code ~ '_members_poor_failing', 'is_poor and ' ~ code ~ ' = 0', each='member_count') }}
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        {%- set is_failing = group.indicators | join(' = 0 or ') ~ ' = 0' %}
        count(case when {{ is_failing }} then 1 end) as {{ group.column }}_failing
        {{- weighted_sum(group.column ~ '_failing', is_failing) }}
        {%- endfor %}
    from {{ ref('fct_household') }}
    where indicators_failing > 0 and village_code is not null
    group by survey_round, village_code

),

final as (

    select
        surveyed.survey_round,
        surveyed.village_code
        {%- for measure in of_surveyed + weighted_names(of_surveyed) %},
        surveyed.{{ measure }}
        {%- endfor %}
        {%- for measure in of_failing + weighted_names(of_failing) %},
        coalesce(failing.{{ measure }}, 0) as {{ measure }}
        {%- endfor %}
    from surveyed
    left join failing
        on surveyed.survey_round = failing.survey_round
        and surveyed.village_code = failing.village_code

)

select * from final
