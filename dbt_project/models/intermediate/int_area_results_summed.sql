{%- set measures = [
    'households_surveyed', 'members_surveyed', 'households_dropped', 'members_dropped', 'households_poor', 'members_poor'
] -%}
{%- for code in indicator_codes() -%}
    {%- for count in ['applicable', 'failing', 'members_applicable', 'members_failing', 'members_poor_failing'] -%}
        {%- do measures.append(code ~ '_' ~ count) -%}
    {%- endfor -%}
    {%- if drops_households() -%}
        {%- do measures.append(members_failing(code)) -%}
    {%- endif -%}
{%- endfor -%}
{%- set decimals = ['deprivation_sum'] -%}
{%- for cutoff in sensitivity_cutoffs() -%}
    {%- do measures.extend(['households_poor_' ~ cutoff.column, 'members_poor_' ~ cutoff.column]) -%}
    {%- do decimals.append('deprivation_sum_' ~ cutoff.column) -%}
{%- endfor -%}
{%- for group in indicator_groups() if group.indicators | length > 1 -%}
    {%- do measures.extend([group.column ~ '_applicable', group.column ~ '_failing']) -%}
{%- endfor -%}
{#- Column -> type of its sum. -#}
{%- set sums = {} -%}
{%- for measure in measures -%}
    {%- do sums.update({measure: 'bigint'}) -%}
{%- endfor -%}
{%- for measure in weighted_names(measures) -%}
    {%- do sums.update({measure: 'decimal(18, 6)'}) -%}
{%- endfor -%}
{%- for measure in weighted_names(decimals) -%}
    {%- do sums.update({measure: 'decimal(38, 15)'}) -%}
{%- endfor -%}
{%- for measure in decimals -%}
    {%- do sums.update({measure: 'decimal(38, 9)'}) -%}
{%- endfor -%}

with {{ area_sums(ref('int_village_results_counted'), sums) }},

-- Every area stands in every round, surveyed or not: nobody drops out of sight.
every_area as (

    select
        rounds.survey_round,
        areas.area_level,
        areas.area_code
    from {{ ref('dim_area') }} as areas
    cross join {{ ref('dim_survey_round') }} as rounds
    where areas.valid_to is null

),

final as (

    select
        every_area.survey_round,
        every_area.area_level,
        every_area.area_code,
        {%- for measure, type in sums.items() %}
        cast(coalesce(summed.{{ measure }}, 0) as {{ type }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from every_area
    left join summed
        on every_area.survey_round = summed.survey_round
        and every_area.area_level = summed.area_level
        and every_area.area_code = summed.area_code

)

select * from final
