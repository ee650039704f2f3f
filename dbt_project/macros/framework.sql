{#- The indicator framework as lists: models with one column per indicator are written from them.
    The lists are in dim_indicator and indicator_sdg_map; no code is written here. -#}

{% macro frameworks() -%}
  {#- Versions of the list of indicators, in the order of their rounds: version, first and last round (none is open), k,
      missing_answer_rule, and indicators in their order with code and weight. Unit tests override this macro. -#}
  {%- set dim_indicator = ref('dim_indicator') -%}
  {%- if not execute -%}{{ return([]) }}{%- endif -%}
  {%- set query -%}
    select framework_version, first_survey_round, last_survey_round,
        cast(cast(cutoff_k as decimal(10, 9)) as string) as k, missing_answer_rule, indicator_code, weight
    from {{ dim_indicator }}
    order by coalesce(first_survey_round, ''), framework_version, indicator_number, indicator_code
  {%- endset -%}
  {%- set versions = {} -%}
  {%- for version, first, last, k, rule, code, weight in rows_asked_once('frameworks', query) -%}
    {%- if version not in versions -%}
      {%- do versions.update({version: {
        'version': version, 'first': first, 'last': last, 'k': k, 'missing_answer_rule': rule, 'indicators': []
      }}) -%}
    {%- endif -%}
    {%- do versions[version].indicators.append({'code': code, 'weight': weight}) -%}
  {%- endfor -%}
  {{ return(versions.values() | list) }}
{%- endmacro %}

{% macro rows_asked_once(name, query) -%}
  {#- Rows of the query, asked once in an invocation of dbt: the graph is the same for every model, and is kept. -#}
  {%- set asked = graph.setdefault('asked', {}) -%}
  {%- if name not in asked -%}{%- do asked.update({name: run_query(query).rows}) -%}{%- endif -%}
  {{ return(asked[name]) }}
{%- endmacro %}

{% macro indicator_codes() -%}
  {#- Every code of any version, once. -#}
  {%- set codes = [] -%}
  {%- for framework in frameworks() -%}
    {%- for indicator in framework.indicators if indicator.code not in codes -%}
      {%- do codes.append(indicator.code) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(codes) }}
{%- endmacro %}

{% macro rounds_of(framework, survey_round) -%}
  {#- Condition: the round is one of the version's. Names of rounds are in the order of time. -#}
  {%- set bounds = [] -%}
  {%- if framework.first -%}{%- do bounds.append(survey_round ~ " >= '" ~ framework.first ~ "'") -%}{%- endif -%}
  {%- if framework.last -%}{%- do bounds.append(survey_round ~ " <= '" ~ framework.last ~ "'") -%}{%- endif -%}
  {{ bounds | join(' and ') or 'true' }}
{%- endmacro %}

{% macro of_its_framework(expressions) -%}
  {#- Of one expression per version, in the order of frameworks(), that of the row's round. Where they are all the same
      there is nothing to choose: a warehouse of one version pays for none. -#}
  {%- if expressions | unique | list | length <= 1 -%}
    {{ expressions | first }}
  {%- else -%}
    case
    {%- for framework in frameworks() %}
            when {{ rounds_of(framework, 'survey_round') }} then {{ expressions[loop.index0] }}
    {%- endfor %}
        end
  {%- endif -%}
{%- endmacro %}

{% macro is_of_its_framework(survey_round='survey_round') -%}
  {#- Condition: the row's indicator is of its round's version. Areas have no row for any other. -#}
  {%- set codes = indicator_codes() -%}
  {%- set others = [] -%}
  {%- for framework in frameworks() -%}
    {%- set own = framework.indicators | map(attribute='code') | list -%}
    {%- set lacking = codes | reject('in', own) | list -%}
    {%- if lacking -%}
      {%- do others.append(
        'not (' ~ rounds_of(framework, survey_round) ~ " and indicator_code in ('" ~ lacking | join("', '") ~ "'))"
      ) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ others | join(' and ') or 'true' }}
{%- endmacro %}

{% macro in_force(framework, survey_round) -%}
  {#- Join condition: a row of dim_indicator is of the version of the round. -#}
  ({{ framework }}.first_survey_round is null or {{ survey_round }} >= {{ framework }}.first_survey_round)
        and ({{ framework }}.last_survey_round is null or {{ survey_round }} <= {{ framework }}.last_survey_round)
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
    select 'goal' as kind, cast(goal as string) as code, goal, indicator_code, max(case when fit = 'direct' then 1 else 0 end)
    from {{ map }} group by goal, indicator_code
    order by 1, 3, 2, 4
  {%- endset -%}
  {%- set groups = {} -%}
  {%- for kind, code, goal, indicator_code, is_direct in rows_asked_once('indicator_groups', query) -%}
    {%- set column = kind ~ '_' ~ code | replace('.', '_') -%}
    {%- if column not in groups -%}
      {%- do groups.update({column: {'kind': kind, 'code': code, 'column': column, 'indicators': [], 'direct': []}}) -%}
    {%- endif -%}
    {%- do groups[column].indicators.append(indicator_code) -%}
    {%- if is_direct -%}{%- do groups[column].direct.append(indicator_code) -%}{%- endif -%}
  {%- endfor -%}
  {{ return(groups.values() | list) }}
{%- endmacro %}

{% macro result_columns(code) -%}
  {#- The columns of an indicator in the wide tables of areas and of classes of households, in the order of
      households_applicable, households_failing, members_applicable, members_failing. -#}
  {%- set columns = [] -%}
  {%- for count in ['applicable', 'failing', 'members_applicable', 'members_failing'] -%}
    {%- do columns.append(code ~ '_' ~ count) -%}
  {%- endfor -%}
  {{ return(with_weighted(columns)) }}
{%- endmacro %}
