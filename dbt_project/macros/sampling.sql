{#- Figures of a sample. Beside every count is its weighted count: the sum of the sampling weights of the same
    households. Without such weights a weighted count equals the count, and nothing is added up twice. -#}

{% macro weight_suffixes() -%}
  {#- What the columns of one figure end in: the figure's own, and in a sample the weighted one's. -#}
  {{ return(['', '_weighted'] if var('sampling_weights') else ['']) }}
{%- endmacro %}

{% macro with_weighted(columns) -%}
  {#- The columns of an intermediate table for these figures: theirs, and in a sample the weighted ones after them. -#}
  {%- set names = [] -%}
  {%- for suffix in weight_suffixes() -%}
    {%- for column in columns -%}
      {%- do names.append(column ~ suffix) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(names) }}
{%- endmacro %}

{% macro weighted(column) -%}
  {#- Column of an intermediate table that holds the weighted count. -#}
  {{ column ~ weight_suffixes() | last }}
{%- endmacro %}

{% macro weighted_count(column) -%}
  {#- The weighted count as readers get it; six decimals are those of the weights. -#}
  cast({{ weighted(column) }} as decimal(18, 6))
{%- endmacro %}

{% macro rate(part, whole) -%}
  {#- Of the weighted counts. -#}
  {{ ratio(weighted(part), weighted(whole)) }}
{%- endmacro %}

{% macro ratio(part, whole) -%}
  {#- Absent where there is nothing to divide by. -#}
  cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}
