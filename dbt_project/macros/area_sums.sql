{#- Sums of villages over the areas of every level. Wider areas are made of subdistricts, a tenth as many as the
    villages: every village would take part in eight sums otherwise. A local administration is made of villages. -#}

{% macro area_sums(villages, sums, keys=[]) -%}
{#- CTEs, of which `summed` is the last. `villages` is a relation by survey round, village and `keys`; `sums` has the
    type of each column's sum. -#}
subdistricts as (

    select
        survey_round,
        substring(village_code, 1, 6) as subdistrict_code,
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        {{ summed_columns(sums) }}
    from {{ villages }}
    group by survey_round, substring(village_code, 1, 6){% for key in keys %}, {{ key }}{% endfor %}

),

summed as (

    select
        survey_round,
        'village' as area_level,
        village_code as area_code,
        {{ (keys + (sums | list)) | join(',\n        ') }}
    from {{ villages }}

    union all

    select
        villages.survey_round,
        'local_administration' as area_level,
        administrations.area_code,
        {%- for key in keys %}
        villages.{{ key }},
        {%- endfor %}
        {{ summed_columns(sums) }}
    from {{ villages }} as villages
    inner join {{ ref('int_village_local_administrations_joined') }} as administrations
        on villages.survey_round = administrations.survey_round
        and villages.village_code = administrations.village_code
    group by villages.survey_round, administrations.area_code{% for key in keys %}, villages.{{ key }}{% endfor %}

    union all

    select
        subdistricts.survey_round,
        areas.area_level,
        areas.area_code,
        {%- for key in keys %}
        subdistricts.{{ key }},
        {%- endfor %}
        {{ summed_columns(sums) }}
    from subdistricts
    inner join {{ ref('int_area_subdistricts_joined') }} as areas
        on subdistricts.subdistrict_code = areas.subdistrict_code
    group by subdistricts.survey_round, areas.area_level, areas.area_code
        {%- for key in keys %}, subdistricts.{{ key }}{% endfor %}

)
{%- endmacro %}

{% macro summed_columns(sums) -%}
  {#- `sums`: column -> type of its sum. -#}
  {%- for measure, type in sums.items() -%}
    cast(sum({{ measure }}) as {{ type }}) as {{ measure }}{{ ',\n        ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro area_results() -%}
  {#- What is counted of an area's results: column of int_area_results_summed -> type of its sum. -#}
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
  {{ return(sums) }}
{%- endmacro %}
