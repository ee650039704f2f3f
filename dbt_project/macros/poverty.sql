{#- The cut-offs at which poverty is counted besides cutoff_k, from the widest to the narrowest. -#}

{% macro sensitivity_cutoffs() -%}
  {#- What readers call it, its column, its k, and the condition under which a household is poor. -#}
  {%- set cutoffs = [{'name': 'union', 'column': 'at_union', 'k': 'null', 'condition': 'indicators_failing > 0'}] -%}
  {%- for k in var('sensitivity_cutoffs') -%}
    {%- do cutoffs.append({
      'name': k,
      'column': 'at_' ~ k | replace('.', '_'),
      'k': k,
      'condition': 'deprivation_score >= cast(' ~ k ~ ' as decimal(10, 9))',
    }) -%}
  {%- endfor -%}
  {{ return(cutoffs) }}
{%- endmacro %}
