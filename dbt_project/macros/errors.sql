{#- The figures that have a standard error: ratios of two sums over the households of a sample. -#}

{% macro estimates() -%}
  {#- Column -> measure, indicator (or all), SQL of what a household adds to the numerator (part) and to the denominator
      (whole), and the condition under which it adds to the denominator. -#}
  {%- set estimates = [
      {'column': 'headcount_ratio', 'condition': 'is_poor is not null', 'part': 'case when is_poor then member_count else 0 end', 'whole': 'member_count'},
      {'column': 'intensity', 'condition': 'is_poor', 'part': 'member_count * deprivation_score', 'whole': 'member_count'},
      {'column': 'adjusted_headcount_ratio', 'condition': 'is_poor is not null', 'part': 'case when is_poor then member_count * deprivation_score else 0 end', 'whole': 'member_count'},
  ] -%}
  {%- for code in indicator_codes() -%}
    {%- do estimates.append({'column': code, 'condition': code ~ ' is not null', 'part': '1 - ' ~ code, 'whole': '1'}) -%}
  {%- endfor -%}
  {{ return(estimates) }}
{%- endmacro %}

{% macro design_column(name) -%}
  {#- A batch that landed before there were such columns lacks them. -#}
  {{ name if var('sampling_design') else 'cast(null as string)' }}
{%- endmacro %}

{% macro weighted_sum(condition, value) -%}
  cast(sum(case when {{ condition }} then sampling_weight * ({{ value }}) else 0 end) as decimal(38, 15))
{%- endmacro %}

{% macro confidence_bound(side) -%}
  {#- Ends of the interval that holds the figure of the population in 95 of 100 samples; a share has no more than 0 to 1. -#}
  {%- if side == 'low' -%}
  greatest(estimate - 1.959963985 * standard_error, 0)
  {%- else -%}
  least(estimate + 1.959963985 * standard_error, 1)
  {%- endif -%}
{%- endmacro %}
