{#- Keys of several columns as one number. -#}

{% macro key_number(columns) -%}
  {#- The same for rows of the same key, and seldom for others; its parts as one text where the engine has no such
      function. -#}
  {{ return(adapter.dispatch('key_number')(columns)) }}
{%- endmacro %}

{% macro default__key_number(columns) -%}
  {%- for column in columns -%}
    {{ "|| '|' || " if not loop.first }}cast({{ column }} as varchar)
  {%- endfor -%}
{%- endmacro %}

{% macro duckdb__key_number(columns) -%}
  hash({{ columns | join(', ') }})
{%- endmacro %}
