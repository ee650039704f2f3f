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

-- Households of one size are counted together: members need not be added up household by household.
-- Households are read twice by their own name: DuckDB writes out a CTE that is read twice, 30 million rows here.
with surveyed_by_size as (

    select
        survey_round,
        village_code,
        member_count,
        count(*) as surveyed,
        count(case when is_poor is null then 1 end) as dropped
        {{- weighted_sum('surveyed', 'true') }}
        {{- weighted_sum('dropped', 'is_poor is null') }}
        {%- for code in codes %},
        count({{ code }}) as {{ code }}_applicable
        {{- weighted_sum(code ~ '_applicable', code ~ ' is not null') }}
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        {%- set is_applicable = 'coalesce(' ~ group.indicators | join(', ') ~ ')' %}
        count({{ is_applicable }}) as {{ group.column }}_applicable
        {{- weighted_sum(group.column ~ '_applicable', is_applicable ~ ' is not null') }}
        {%- endfor %}
    from {{ ref('fct_household') }}
    where village_code is not null
    group by survey_round, village_code, member_count

),

surveyed as (

    select
        survey_round,
        village_code
        {{- summed_count('households_surveyed', 'surveyed') }}
        {{- summed_count('members_surveyed', 'surveyed', each='member_count') }}
        {{- summed_count('households_dropped', 'dropped') }}
        {{- summed_count('members_dropped', 'dropped', each='member_count') }}
        {%- for code in codes %}
        {{- summed_count(code ~ '_applicable', code ~ '_applicable') }}
        {{- summed_count(code ~ '_members_applicable', code ~ '_applicable', each='member_count') }}
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %}
        {{- summed_count(group.column ~ '_applicable', group.column ~ '_applicable') }}
        {%- endfor %}
    from surveyed_by_size
    group by survey_round, village_code

),

-- Most households fail nothing and are not read again. The poor stand apart, so that what they fail is counted once.
failing_by_size as (

    select
        survey_round,
        village_code,
        member_count,
        is_poor,
        count(*) as households,
        cast(sum(deprivation_score) as decimal(18, 9)) as score_sum
        {{- weighted_sum('households', 'true') }}
        {{- weighted_score_sum('score_sum', 'true') }}
        {%- for cutoff in cutoffs %},
        count(case when {{ cutoff.condition }} then 1 end) as poor_{{ cutoff.column }},
        cast(sum(case when {{ cutoff.condition }} then deprivation_score else 0 end) as decimal(18, 9))
            as score_sum_{{ cutoff.column }}
        {{- weighted_sum('poor_' ~ cutoff.column, cutoff.condition) }}
        {{- weighted_score_sum('score_sum_' ~ cutoff.column, cutoff.condition) }}
        {%- endfor %}
        {%- for code in codes %},
        count(case when {{ code }} = 0 then 1 end) as {{ code }}_failing
        {{- weighted_sum(code ~ '_failing', code ~ ' = 0') }}
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %},
        {%- set is_failing = group.indicators | join(' = 0 or ') ~ ' = 0' %}
        count(case when {{ is_failing }} then 1 end) as {{ group.column }}_failing
        {{- weighted_sum(group.column ~ '_failing', is_failing) }}
        {%- endfor %}
    from {{ ref('fct_household') }}
    where indicators_failing > 0 and village_code is not null
    group by survey_round, village_code, member_count, is_poor

),

failing as (

    select
        survey_round,
        village_code
        {{- summed_count('households_poor', 'households', condition='is_poor') }}
        {{- summed_count('members_poor', 'households', each='member_count', condition='is_poor') }}
        {{- summed_scores('deprivation_sum', 'score_sum', condition='is_poor') }}
        {%- for cutoff in cutoffs %}
        {{- summed_count('households_poor_' ~ cutoff.column, 'poor_' ~ cutoff.column) }}
        {{- summed_count('members_poor_' ~ cutoff.column, 'poor_' ~ cutoff.column, each='member_count') }}
        {{- summed_scores('deprivation_sum_' ~ cutoff.column, 'score_sum_' ~ cutoff.column) }}
        {%- endfor %}
        {%- for code in codes %}
        {%- set failing = code ~ '_failing' %}
        {{- summed_count(failing, failing) }}
        {{- summed_count(code ~ '_members_failing', failing, each='member_count') }}
        {%- if drops_households() %}
        {{- summed_count(members_failing(code), failing, each='member_count', condition='is_poor is not null') }}
        {%- endif %}
        {{- summed_count(code ~ '_members_poor_failing', failing, each='member_count', condition='is_poor') }}
        {%- endfor %}
        {%- for group in groups if group.indicators | length > 1 %}
        {{- summed_count(group.column ~ '_failing', group.column ~ '_failing') }}
        {%- endfor %}
    from failing_by_size
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
