{#- Keys of several columns as one number. -#}

{% macro key_number(columns) -%}
  {#- The same for rows of the same key, and seldom for others; its parts as one text where the engine has no such
      function. -#}
  {{ return(adapter.dispatch('key_number')(columns)) }}
{%- endmacro %}

{% macro default__key_number(columns) -%}
  {%- for column in columns -%}
    {{ "|| '|' || " if not loop.first }}coalesce(cast({{ column }} as string), '')
  {%- endfor -%}
{%- endmacro %}

{% macro duckdb__key_number(columns) -%}
  hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__key_number(columns) -%}
  xxhash64({{ columns | join(', ') }})
{%- endmacro %}

{% macro declared_key(name) -%}
  {#- Columns of the key that the yml of a published model declares. -#}
  {%- set found = [] -%}
  {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name -%}
    {%- for constraint in node.constraints if constraint.type in ['primary_key', 'unique'] -%}
      {%- do found.extend(constraint.columns) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- if not found -%}
    {%- do exceptions.raise_compiler_error(name ~ ": no key is declared; add a primary_key constraint to the model's yml, or name the columns of the test") -%}
  {%- endif -%}
  {{ return(found) }}
{%- endmacro %}

{% macro duckdb__get_table_columns_and_constraints() -%}
  {#- Columns and their types alone. A declared key is for readers, and `unique_key` tests it: built as a constraint it
      would be an index over every row. -#}
  ({{ adapter.render_raw_columns_constraints(raw_columns=model['columns']) | join(', ') }})
{%- endmacro %}
