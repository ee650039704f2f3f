{#- Days from one date to another. -#}

{% macro days_between(first, last) -%}
  {{ return(adapter.dispatch('days_between')(first, last)) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
  datediff({{ last }}, {{ first }})
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
  date_diff('day', {{ first }}, {{ last }})
{%- endmacro %}
