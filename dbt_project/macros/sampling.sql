{#- Figures of a sample. Beside every count stands its weighted one: the sampling weights of the same households, added
    up. Without such weights a weighted count is the count itself, and nothing is added up twice. -#}

{% macro weighted(column) -%}
  {#- Column of an intermediate table that holds the weighted count. -#}
  {{ column ~ '_weighted' if var('sampling_weights') else column }}
{%- endmacro %}

{% macro weighted_count(column) -%}
  {#- The weighted count as readers get it; six decimals are those of the weights. -#}
  cast({{ weighted(column) }} as decimal(18, 6)) as {{ column }}_weighted
{%- endmacro %}

{% macro weighted_names(columns) -%}
  {#- The columns of an intermediate table that stand beside these; none without sampling weights. -#}
  {%- set names = [] -%}
  {%- for column in columns if var('sampling_weights') -%}
    {%- do names.append(column ~ '_weighted') -%}
  {%- endfor -%}
  {{ return(names) }}
{%- endmacro %}

{% macro weighted_sum(column, condition) -%}
  {#- A further column: the sampling weights of the households on which the condition holds. -#}
  {%- if var('sampling_weights') %},
        cast(sum(case when {{ condition }} then sampling_weight else 0 end) as decimal(18, 6)) as {{ column }}_weighted
  {%- endif -%}
{%- endmacro %}

{% macro weighted_score_sum(column, condition) -%}
  {#- The same of deprivation scores; a score's nine decimals and a weight's six make fifteen. -#}
  {%- if var('sampling_weights') %},
        cast(sum(case when {{ condition }} then sampling_weight * deprivation_score else 0 end) as decimal(30, 15))
            as {{ column }}_weighted
  {%- endif -%}
{%- endmacro %}

{% macro summed_count(column, count, each='', condition='', types=['bigint', 'decimal(18, 6)']) -%}
  {#- Further columns: counts of households added up, and the weighted ones; `each` is what is counted of a household,
      `condition` holds on the counts to add, `types` are those of the two sums. -#}
  {%- for name in [count] + weighted_names([count]) -%}
  {%- set value = each ~ ' * ' ~ name if each else name -%}
  ,
        cast(sum({{ 'case when ' ~ condition ~ ' then ' ~ value ~ ' else 0 end' if condition else value }}) as {{ types[loop.index0] }})
            as {{ column if loop.first else column ~ '_weighted' }}
  {%- endfor -%}
{%- endmacro %}

{% macro summed_scores(column, scores, condition='') -%}
  {#- The same of deprivation scores, times the members of the households they are of. -#}
  {{- summed_count(column, scores, 'member_count', condition, types=['decimal(18, 9)', 'decimal(38, 15)']) -}}
{%- endmacro %}

{% macro rate(part, whole) -%}
  {#- Of weighted counts; absent where there is nothing to divide by. -#}
  cast({{ weighted(part) }} as double) / nullif(cast({{ weighted(whole) }} as double), 0)
{%- endmacro %}
