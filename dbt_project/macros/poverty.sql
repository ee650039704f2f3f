{#- A household's deprivation score by the list of its round, and the cut-offs from which on it is poor. -#}

{% macro weight_classes() -%}
  {#- Indicators of one weight, in every version of the list: version, weight, indicators, and the column of
      fct_household's model that counts those that fail. -#}
  {%- set classes = [] -%}
  {%- for framework in frameworks() -%}
    {%- set number = loop.index -%}
    {%- for weight in framework.indicators | groupby('weight') -%}
      {%- do classes.append({
        'framework': number, 'weight': weight.grouper, 'indicators': weight.list,
        'column': 'failing_' ~ number ~ '_' ~ loop.index,
      }) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(classes) }}
{%- endmacro %}

{% macro failing_count(indicators) -%}
  {#- How many of the indicators a household fails, in the narrowest numbers. -#}
  {%- set terms = [] -%}
  {%- for indicator in indicators -%}
    {%- do terms.append('case when ' ~ indicator.code ~ ' = 0 then cast(1 as smallint) else cast(0 as smallint) end') -%}
  {%- endfor -%}
  {{ terms | join('\n        + ') }}
{%- endmacro %}

{% macro indicators_failing() -%}
  {{ weighed(with_weights=false) }}
{%- endmacro %}

{% macro deprivation_score() -%}
  {{ weighed(with_weights=true) }}
{%- endmacro %}

{% macro weighed(with_weights) -%}
  {#- The classes of the row's list added up, each times its weight or as it is. -#}
  {%- set sums = [] -%}
  {%- for framework in frameworks() -%}
    {%- set terms = ['0'] -%}
    {%- for class in weight_classes() | selectattr('framework', 'equalto', loop.index) -%}
      {%- do terms.append(class.column ~ (' * ' ~ '%.17e' | format(class.weight) if with_weights else '')) -%}
    {%- endfor -%}
    {%- do sums.append(terms | join(' + ')) -%}
  {%- endfor -%}
  {{ of_its_framework(sums) }}
{%- endmacro %}

{% macro is_poor() -%}
  {#- Whether the score reaches the k of the row's list; unknown where that list drops a household with a missing answer. -#}
  {%- set conditions = [] -%}
  {%- for framework in frameworks() -%}
    {%- set is_poor = 'deprivation_score >= cast(' ~ framework.k ~ ' as decimal(10, 9))' -%}
    {%- if framework.missing_answer_rule == 'household_dropped' -%}
      {%- set is_poor = 'case when answers_missing = 0 then ' ~ is_poor ~ ' end' -%}
    {%- endif -%}
    {%- do conditions.append(is_poor) -%}
  {%- endfor -%}
  {{ of_its_framework(conditions) }}
{%- endmacro %}

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

{% macro poverty_conditions() -%}
  {#- Who is poor: by the k of the list, and at every other cut-off; columns of counts end in the suffix. -#}
  {%- set conditions = [{'suffix': '', 'condition': 'is_poor'}] -%}
  {%- for cutoff in sensitivity_cutoffs() -%}
    {%- do conditions.append({'suffix': '_' ~ cutoff.column, 'condition': cutoff.condition}) -%}
  {%- endfor -%}
  {{ return(conditions) }}
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

{% macro households_failing(code) -%}
  {#- Column of int_area_results_summed: the households of these members. -#}
  {{ code }}_failing{{ '_counted' if drops_households() }}
{%- endmacro %}

{% macro missing_answer() -%}
  {#- How the survey writes an answer that should be there and is not. -#}
  9
{%- endmacro %}

{% macro answers_missing() -%}
  {#- How many answers a household did not give. -#}
  {%- set terms = [] -%}
  {%- for code in indicator_codes() -%}
    {%- set is_missing = code ~ ' = ' ~ missing_answer() -%}
    {%- do terms.append('case when ' ~ is_missing ~ ' then cast(1 as smallint) else cast(0 as smallint) end') -%}
  {%- endfor -%}
  cast(
            {{ terms | join('\n            + ') }}
            as smallint
        )
{%- endmacro %}
