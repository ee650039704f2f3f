{#- The indicator framework as lists: models with one column per indicator are written from them.
    What the framework is stands in dim_indicator and indicator_sdg_map; nothing here knows a code. -#}

{% macro indicators() -%}
  {#- Indicators in their order: code and weight. Unit tests override this macro. -#}
  {%- set dim_indicator = ref('dim_indicator') -%}
  {%- if not execute -%}{{ return([]) }}{%- endif -%}
  {%- set query -%}
    select indicator_code, weight from {{ dim_indicator }} order by indicator_number, indicator_code
  {%- endset -%}
  {%- set rows = [] -%}
  {%- for code, weight in run_query(query).rows -%}
    {%- do rows.append({'code': code, 'weight': weight}) -%}
  {%- endfor -%}
  {{ return(rows) }}
{%- endmacro %}

{% macro indicator_codes() -%}
  {{ return(indicators() | map(attribute='code') | list) }}
{%- endmacro %}

{% macro indicator_groups() -%}
  {#- Every goal and target with at least one indicator: kind, code, column (goal_6, target_6_1),
      indicators, and those among them that measure it directly. Unit tests override this macro. -#}
  {%- set map = ref('indicator_sdg_map') -%}
  {%- if not execute -%}{{ return([]) }}{%- endif -%}
  {%- set query -%}
    select 'target' as kind, sdg_target as code, goal, indicator_code, max(case when fit = 'direct' then 1 else 0 end)
    from {{ map }} group by sdg_target, goal, indicator_code
    union all
    select 'goal' as kind, cast(goal as varchar) as code, goal, indicator_code, max(case when fit = 'direct' then 1 else 0 end)
    from {{ map }} group by goal, indicator_code
    order by 1, 3, 2, 4
  {%- endset -%}
  {%- set groups = {} -%}
  {%- for kind, code, goal, indicator_code, is_direct in run_query(query).rows -%}
    {%- set column = kind ~ '_' ~ code | replace('.', '_') -%}
    {%- if column not in groups -%}
      {%- do groups.update({column: {'kind': kind, 'code': code, 'column': column, 'indicators': [], 'direct': []}}) -%}
    {%- endif -%}
    {%- do groups[column].indicators.append(indicator_code) -%}
    {%- if is_direct -%}{%- do groups[column].direct.append(indicator_code) -%}{%- endif -%}
  {%- endfor -%}
  {{ return(groups.values() | list) }}
{%- endmacro %}
