{#- The cut-offs at which poverty is counted besides cutoff_k, from the widest to the narrowest. -#}

{% macro sensitivity_cutoffs() -%}
  {#- What readers call it, its column, its k, and the condition under which a household is poor. -#}
  {%- set counted = 'is_poor is not null and ' if drops_households() else '' -%}
  {%- set cutoffs = [{'name': 'union', 'column': 'at_union', 'k': 'null', 'condition': counted ~ 'indicators_failing > 0'}] -%}
  {%- for k in var('sensitivity_cutoffs') -%}
    {%- do cutoffs.append({
      'name': k,
      'column': 'at_' ~ k | replace('.', '_'),
      'k': k,
      'condition': counted ~ 'deprivation_score >= cast(' ~ k ~ ' as decimal(10, 9))',
    }) -%}
  {%- endfor -%}
  {{ return(cutoffs) }}
{%- endmacro %}

{% macro drops_households() -%}
  {#- Whether a household with a missing answer is in no figure of poverty, in the rounds of any version of the list;
      otherwise it counts as not deprived there. -#}
  {{ return('household_dropped' in frameworks() | map(attribute='missing_answer_rule')) }}
{%- endmacro %}

{% macro members_failing(code) -%}
  {#- Column of int_area_results_summed: members who fail the indicator, of the households that poverty is counted of. -#}
  {{ code }}_members_failing{{ '_counted' if drops_households() }}
{%- endmacro %}

{% macro missing_answer() -%}
  {#- How the survey writes an answer that should be there and is not. -#}
  9
{%- endmacro %}
