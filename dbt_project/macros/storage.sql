{#- What DuckDB does not try when it writes a column. Text compression makes random keys half as large, and takes up to a
    third of the time in which the table of 30 million households is written; bit-packing takes a twentieth, and answers,
    which repeat, are small without it. -#}

{% macro compression(of_keys=false) -%}
  {#- Hook: before and after a table of keys, and at the start of a run. A setting of the whole database: an option of
      the connection is accepted and compresses all the same. -#}
  {{ return(adapter.dispatch('compression')(of_keys)) }}
{%- endmacro %}

{% macro default__compression(of_keys) -%}
{%- endmacro %}

{% macro duckdb__compression(of_keys) -%}
  set disabled_compression_methods = '{{ 'bitpacking,dictionary,' if of_keys }}dict_fsst,fsst,zstd'
{%- endmacro %}

{% macro view_with_files() -%}
  {#- How a published view over other tables is built: what follows the models reads Spark's tables as files, and a view of
      Spark has none. -#}
  {{ return('table' if target.type == 'spark' else 'view') }}
{%- endmacro %}
