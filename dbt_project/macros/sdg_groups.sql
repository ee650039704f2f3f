{#- SQL for a goal's or target's figures in an area, from the area's figures per indicator. A group is an entry of
    indicator_groups(). A group of one indicator has that indicator's counts; larger ones were counted by household. -#}

{% macro shared_groups() -%}
  {#- Goals and targets that several indicators serve: their households are counted by household. -#}
  {%- set groups = [] -%}
  {%- for group in indicator_groups() if group.indicators | length > 1 -%}
    {%- do groups.append(group) -%}
  {%- endfor -%}
  {{ return(groups) }}
{%- endmacro %}

{% macro group_column(group, count) -%}
  {#- Column of int_area_results_summed with the group's count. -#}
  {{ group.column if group.indicators | length > 1 else group.indicators[0] }}_{{ count }}
{%- endmacro %}

{% macro group_columns(group) -%}
  {#- The columns that a group has in int_area_groups_joined, but for the passing share, which goals have none of. -#}
  {%- set columns = with_weighted([group.column ~ '_applicable', group.column ~ '_failing']) -%}
  {{ return(columns + [group.column ~ '_measured', group.column ~ '_direct']) }}
{%- endmacro %}

{% macro indicators_measured(indicators) -%}
  {#- How many of the indicators apply to a household of the area. -#}
  {%- set terms = [] -%}
  {%- for code in indicators -%}
    {%- do terms.append('case when ' ~ code ~ '_applicable > 0 then 1 else 0 end') -%}
  {%- endfor -%}
  {{ terms | join('\n        + ') or '0' }}
{%- endmacro %}

{% macro passing_share_sum(indicators) -%}
  {#- The shares of households that pass, added up over the indicators that apply to one. -#}
  {%- set shares = [] -%}
  {%- for code in indicators -%}
    {%- set applicable, failing = weighted(code ~ '_applicable'), weighted(code ~ '_failing') -%}
    {%- set share = ratio('(' ~ applicable ~ ' - ' ~ failing ~ ')', applicable) -%}
    {%- do shares.append('coalesce(cast(' ~ share ~ ' as decimal(18, 12)), 0)') -%}
  {%- endfor -%}
  {{ shares | join('\n        + ') }}
{%- endmacro %}

{% macro measurement(relation) -%}
  case
            when {{ relation }}.direct_indicators_measured > 0 then 'measured'
            when {{ relation }}.indicators_measured > 0 then 'proxy'
            else 'not_measured'
        end
{%- endmacro %}

{% macro items_of_groups(kind) -%}
  {#- Goal or target (kind) -> what its households are counted and followed by: of one indicator, that indicator. -#}
  {%- set items = {} -%}
  {%- for group in indicator_groups() if group.kind == kind -%}
    {%- do items.update({group.code: group.column if group.indicators | length > 1 else group.indicators[0]}) -%}
  {%- endfor -%}
  {{ return(items) }}
{%- endmacro %}

{% macro item_of_group(kind, code) -%}
  case cast({{ code }} as string)
  {%- for group, item in items_of_groups(kind).items() %}
            when '{{ group }}' then '{{ item }}'
  {%- else %}
            when '' then ''
  {%- endfor %}
        end
{%- endmacro %}
