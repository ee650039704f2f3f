{#- SQL for a goal's or target's figures in an area, from the area's figures per indicator. A group is an entry of
    indicator_groups(). A group of one indicator has that indicator's counts; larger ones were counted by household. -#}

{% macro group_count(group, measure) -%}
  {{ (group.indicators[0] if group.indicators | length == 1 else group.column) ~ '_' ~ measure }}
{%- endmacro %}

{% macro indicators_measured(indicators) -%}
  {%- for code in indicators -%}
    case when {{ code }}_applicable > 0 then 1 else 0 end{{ ' + ' if not loop.last }}
  {%- else -%}
    0
  {%- endfor -%}
{%- endmacro %}

{% macro passing_share_sum(indicators) -%}
  {#- Decimals: their sum is the same in every order, a sum of floating-point numbers is not. -#}
  {%- for code in indicators -%}
    {%- set applicable = weighted(code ~ '_applicable') -%}
    coalesce(
            cast(
                cast({{ applicable }} - {{ weighted(code ~ '_failing') }} as double)
                / nullif(cast({{ applicable }} as double), 0) as decimal(18, 12)
            ), 0
        ){{ ' + ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro measurement(relation) -%}
  case
            when {{ relation }}.direct_indicators_measured > 0 then 'measured'
            when {{ relation }}.indicators_measured > 0 then 'proxy'
            else 'not_measured'
        end
{%- endmacro %}
