{#- What is counted of households, as lists that models are written from. Households of one size are counted together
    first (counts), then a village's sizes are added up (measures), then the villages of an area. The tests of these sums
    read the same lists. In a sample, the weighted figure follows the figure it belongs to. Beside a keyed count is the sum
    of the record keys of the same households, by which the open zone changes the count (macros/open_zone.sql). -#}

{% macro counted(name, condition, column=none, keyed=false) -%}
  {#- Counts of households of one size: name, and sql over households. `column` is NULL where the condition fails. A
      keyed count needs the households' record_key. -#}
  {%- set counts = [{'name': name, 'sql': 'count(' ~ (column or 'case when ' ~ condition ~ ' then 1 end') ~ ')'}] -%}
  {%- if keyed -%}
    {%- do counts.append({'name': name ~ '_keys', 'sql': keys_of(condition)}) -%}
  {%- endif -%}
  {%- if var('sampling_weights') -%}
    {%- set weights = 'sum(case when ' ~ condition ~ ' then sampling_weight else 0 end)' -%}
    {%- do counts.append({'name': name ~ '_weighted', 'sql': 'cast(' ~ weights ~ ' as decimal(18, 6))'}) -%}
  {%- endif -%}
  {{ return(counts) }}
{%- endmacro %}

{% macro scored(name, condition) -%}
  {#- The same of deprivation scores added up; a score's nine decimals and a weight's six make fifteen. -#}
  {%- set scores = 'sum(case when ' ~ condition ~ ' then deprivation_score else 0 end)' -%}
  {%- set counts = [{'name': name, 'sql': 'cast(' ~ scores ~ ' as decimal(18, 9))'}] -%}
  {%- if var('sampling_weights') -%}
    {%- set weighted = 'sum(case when ' ~ condition ~ ' then sampling_weight * deprivation_score else 0 end)' -%}
    {%- do counts.append({'name': name ~ '_weighted', 'sql': 'cast(' ~ weighted ~ ' as decimal(30, 15))'}) -%}
  {%- endif -%}
  {{ return(counts) }}
{%- endmacro %}

{% macro keys_of(condition, relation='') -%}
  {#- Record keys of the households added up: below 2^32 each, so that 2^31 households are not too many. -#}
  cast(sum(case when {{ condition }} then {{ relation ~ '.' if relation }}record_key else 0 end) as bigint)
{%- endmacro %}

{% macro summed(name, count, each='', condition='', types=['bigint', 'decimal(18, 6)'], keyed=false) -%}
  {#- Measures of a village: name, sql over its sizes of households, type of the sum. `each` is what is added up of a
      household of the `count`; `condition` holds for the sizes added up. -#}
  {%- set measures = [] -%}
  {%- set columns = zip(weight_suffixes(), types) | list + ([('_keys', 'bigint')] if keyed else []) -%}
  {%- for suffix, type in columns -%}
    {%- set value = (each ~ ' * ' if each else '') ~ count ~ suffix -%}
    {%- set value = 'case when ' ~ condition ~ ' then ' ~ value ~ ' else 0 end' if condition else value -%}
    {%- do measures.append({'name': name ~ suffix, 'sql': 'cast(sum(' ~ value ~ ') as ' ~ type ~ ')', 'type': type}) -%}
  {%- endfor -%}
  {{ return(measures) }}
{%- endmacro %}

{% macro indicator_counts(kind) -%}
  {#- Of every indicator: households that it applies to (kind applicable), or that fail it (kind failing). -#}
  {%- set counts = [] -%}
  {%- for code in indicator_codes() -%}
    {%- if kind == 'applicable' -%}
      {%- do counts.extend(counted(code ~ '_applicable', code ~ ' is not null', column=code)) -%}
    {%- else -%}
      {%- do counts.extend(counted(code ~ '_failing', code ~ ' = 0', keyed=true)) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(counts) }}
{%- endmacro %}

{% macro indicator_measures(kind) -%}
  {#- The same households of every indicator, and their members. -#}
  {%- set measures = [] -%}
  {%- for code in indicator_codes() -%}
    {%- set count = code ~ '_' ~ kind -%}
    {%- do measures.extend(summed(count, count, keyed=kind == 'failing')) -%}
    {%- do measures.extend(summed(code ~ '_members_' ~ kind, count, each='member_count')) -%}
  {%- endfor -%}
  {{ return(measures) }}
{%- endmacro %}

{% macro surveyed_counts() -%}
  {#- Of all households. -#}
  {%- set counts = counted('households_surveyed', 'true', column='*', keyed=true) -%}
  {%- do counts.extend(counted('households_dropped', 'is_poor is null')) -%}
  {%- for group in shared_groups() -%}
    {%- set any_result = 'coalesce(' ~ group.indicators | join(', ') ~ ')' -%}
    {%- do counts.extend(counted(group.column ~ '_applicable', any_result ~ ' is not null', column=any_result)) -%}
  {%- endfor -%}
  {{ return(counts + indicator_counts('applicable')) }}
{%- endmacro %}

{% macro surveyed_measures() -%}
  {%- set measures = [] -%}
  {%- for kind in ['surveyed', 'dropped'] -%}
    {%- do measures.extend(summed('households_' ~ kind, 'households_' ~ kind, keyed=kind == 'surveyed')) -%}
    {%- do measures.extend(summed('members_' ~ kind, 'households_' ~ kind, each='member_count')) -%}
  {%- endfor -%}
  {%- for group in shared_groups() -%}
    {%- do measures.extend(summed(group.column ~ '_applicable', group.column ~ '_applicable')) -%}
  {%- endfor -%}
  {{ return(measures + indicator_measures('applicable')) }}
{%- endmacro %}

{% macro failing_counts() -%}
  {#- Of households that fail an indicator. -#}
  {%- set counts = [] -%}
  {%- for group in shared_groups() -%}
    {%- set any_fails = group.indicators | join(' = 0 or ') ~ ' = 0' -%}
    {%- do counts.extend(counted(group.column ~ '_failing', any_fails, keyed=true)) -%}
  {%- endfor -%}
  {{ return(counts + indicator_counts('failing')) }}
{%- endmacro %}

{% macro failing_measures() -%}
  {%- set measures = [] -%}
  {%- for group in shared_groups() -%}
    {%- do measures.extend(summed(group.column ~ '_failing', group.column ~ '_failing', keyed=true)) -%}
  {%- endfor -%}
  {%- set conditions = {'poor_failing': 'is_poor'} -%}
  {%- if drops_households() -%}
    {%- do conditions.update({'failing_counted': 'is_poor is not null'}) -%}
  {%- endif -%}
  {%- for code in indicator_codes() -%}
    {%- set count = code ~ '_failing' -%}
    {%- for name, condition in conditions.items() -%}
      {%- do measures.extend(summed(code ~ '_members_' ~ name, count, each='member_count', condition=condition)) -%}
      {%- do measures.extend(summed(code ~ '_' ~ name, count, condition=condition, keyed=true)) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(measures + indicator_measures('failing')) }}
{%- endmacro %}

{% macro poverty_counts() -%}
  {#- Of the same households: the poor, and their deprivation scores. -#}
  {%- set counts = [] -%}
  {%- for poor in poverty_conditions() -%}
    {%- do counts.extend(counted('households_poor' ~ poor.suffix, poor.condition, keyed=true)) -%}
    {%- do counts.extend(scored('score_sum' ~ poor.suffix, poor.condition)) -%}
  {%- endfor -%}
  {{ return(counts) }}
{%- endmacro %}

{% macro poverty_measures() -%}
  {%- set measures = [] -%}
  {%- set types = ['decimal(18, 9)', 'decimal(38, 15)'] -%}
  {%- for suffix in poverty_conditions() | map(attribute='suffix') -%}
    {%- set households, scores = 'households_poor' ~ suffix, 'score_sum' ~ suffix -%}
    {%- do measures.extend(summed(households, households, keyed=true)) -%}
    {%- do measures.extend(summed('members_poor' ~ suffix, households, each='member_count')) -%}
    {%- do measures.extend(summed('deprivation_sum' ~ suffix, scores, each='member_count', types=types)) -%}
  {%- endfor -%}
  {{ return(measures) }}
{%- endmacro %}

{% macro result_measures() -%}
  {#- Every measure of a village, which are those of an area. -#}
  {{ return(surveyed_measures() + failing_measures() + poverty_measures()) }}
{%- endmacro %}

{% macro class_surveyed_counts() -%}
  {#- Of all households of a class. -#}
  {%- set counts = counted('households_surveyed', 'true', column='*', keyed=true) -%}
  {%- do counts.extend(counted('households_dropped', 'is_poor is null')) -%}
  {{ return(counts + indicator_counts('applicable')) }}
{%- endmacro %}

{% macro class_failing_counts() -%}
  {#- Of the households of a class that fail an indicator: who fails nothing is not poor. -#}
  {%- set poor = counted('households_poor', 'is_poor', keyed=true) + scored('score_sum', 'is_poor') -%}
  {{ return(poor + indicator_counts('failing')) }}
{%- endmacro %}

{% macro class_measures() -%}
  {#- Measures of a class of households. -#}
  {%- set measures = [] -%}
  {%- for kind in ['surveyed', 'dropped', 'poor'] -%}
    {%- do measures.extend(summed('households_' ~ kind, 'households_' ~ kind, keyed=kind != 'dropped')) -%}
    {%- do measures.extend(summed('members_' ~ kind, 'households_' ~ kind, each='member_count')) -%}
  {%- endfor -%}
  {%- set types = ['decimal(18, 9)', 'decimal(38, 15)'] -%}
  {%- do measures.extend(summed('deprivation_sum', 'score_sum', each='member_count', types=types)) -%}
  {{ return(measures + indicator_measures('applicable') + indicator_measures('failing')) }}
{%- endmacro %}

{% macro flow_measures(keyed=false) -%}
  {#- Measures of what became of a village's households; keyed: and sums of their keys, of the flows that have any. -#}
  {%- set measures = [] -%}
  {%- for flow in household_flows() -%}
    {%- do measures.append({'name': 'households_' ~ flow, 'type': 'bigint'}) -%}
  {%- endfor -%}
  {%- for flow in keyed_flows() if keyed -%}
    {%- do measures.append({'name': 'households_' ~ flow ~ '_keys', 'type': 'bigint'}) -%}
  {%- endfor -%}
  {{ return(measures) }}
{%- endmacro %}

{% macro area_sum(measure, relation='') -%}
  {#- A measure of villages added up for an area; a nation's deprivation scores need more digits than a village's. -#}
  cast(sum({{ relation ~ '.' if relation }}{{ measure.name }}) as {{ area_type(measure) }})
{%- endmacro %}

{% macro area_type(measure) -%}
  {{ measure.type | replace('decimal(18, 9)', 'decimal(38, 9)') }}
{%- endmacro %}

{% macro case_measures() -%}
  {%- set measures = [] -%}
  {%- for suffix in ['', '_keys'] -%}
    {%- for count in case_counts() -%}
      {%- do measures.append({'name': count ~ suffix, 'type': 'bigint'}) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(measures + [{'name': 'severity_sum', 'type': 'decimal(38, 9)'}]) }}
{%- endmacro %}

{% macro case_counts() -%}
  {#- Count -> which of the cases found are counted, in the order of the columns of area_case_progress. -#}
  {{ return({
      'cases_found': 'true',
      'cases_not_started': "status = 'found'",
      'cases_in_progress': "status = 'in_progress'",
      'cases_referred': "status = 'referred'",
      'cases_self_solving': "status = 'self_solving'",
      'cases_solved': "status = 'solved'",
      'cases_open': "status <> 'solved'",
      'cases_reopened': 'times_reopened > 0',
      'cases_open_over_90_days': 'days_open > 90',
      'cases_open_over_180_days': 'days_open > 180',
  }) }}
{%- endmacro %}
