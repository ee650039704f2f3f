{#- What Apache Spark needs beyond dbt's adapter for it. On DuckDB nothing of it runs, but for the empty defaults. -#}

{% macro landed_sources() -%}
  {#- Hook at the start of a run: sources as tables of the catalogue. -#}
  {{ return(adapter.dispatch('landed_sources')()) }}
{%- endmacro %}

{% macro default__landed_sources() %}{% endmacro %}

{% macro spark__landed_sources() -%}
  {#- Spark reads a source through a table of the catalogue, made anew: the files of the landing have changed. Batches of
      one feed may have other columns. -#}
  {%- if execute -%}
    {%- for source in graph.sources.values() -%}
      {%- set files = source.config.external_location | replace('{name}', source.name) -%}
      {%- set folder = files.split('/*.parquet')[0].split("'")[-1] -%}
      {%- set table = source.schema ~ '.' ~ source.identifier -%}
      {%- do run_query('create schema if not exists ' ~ source.schema) -%}
      {%- do run_query('drop table if exists ' ~ table) -%}
      {%- do run_query(
        'create table ' ~ table ~ ' using parquet options (path ' ~ spark_text('file://' ~ folder) ~ ", recursiveFileLookup 'true',"
        ~ " pathGlobFilter '*.parquet', mergeSchema 'true')"
      ) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{% macro known_settings() -%}
  {#- Hook at the start of a run: settings of the engine without which figures would change in silence. -#}
  {{ return(adapter.dispatch('known_settings')()) }}
{%- endmacro %}

{% macro default__known_settings() %}{% endmacro %}

{% macro spark__known_settings() -%}
  {%- if execute -%}
    {%- set version = run_query('select version()').rows[0][0].split(' ')[0] -%}
    {%- set parts = version.split('.') -%}
    {%- if (parts[0] | int, parts[1] | int) < (4, 1) -%}
      {%- do exceptions.raise_compiler_error(
        'Spark: found version ' ~ version ~ ', expected 4.1 or later, which knows recursive queries; update the cluster'
      ) -%}
    {%- endif -%}
    {%- for name, expected in spark_settings().items() -%}
      {%- set found = run_query('set ' ~ name).rows[0][1] -%}
      {%- if found != expected -%}
        {%- do exceptions.raise_compiler_error(
          'Spark: found ' ~ name ~ ' = ' ~ found ~ ', expected ' ~ expected ~ ', or figures change in silence; '
          ~ 'set it in dbt_project/profiles.yml, and let the server accept it'
        ) -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{% macro spark_settings() -%}
  {{ return({
    'spark.sql.decimalOperations.allowPrecisionLoss': 'false',
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.sources.default': 'parquet',
  }) }}
{%- endmacro %}

{% macro recorded_invocation() -%}
  {#- Hook at the start of a run: the database names the invocation of dbt that wrote it last
      (orchestration/warehouse_build.py). -#}
  {{ return(adapter.dispatch('recorded_invocation')()) }}
{%- endmacro %}

{% macro default__recorded_invocation() -%}
  {%- if execute -%}
    {%- do run_query("create or replace table main.dbt_invocation as select '" ~ invocation_id ~ "' as invocation_id") -%}
  {%- endif -%}
{%- endmacro %}

{% macro spark__recorded_invocation() -%}
  {%- if execute -%}
    {%- do adapter.create_schema(api.Relation.create(schema='main')) -%}
    {%- do run_query('drop table if exists main.dbt_invocation') -%}
    {%- do run_query("create table main.dbt_invocation as select '" ~ invocation_id ~ "' as invocation_id") -%}
  {%- endif -%}
{%- endmacro %}

{% macro own_schemas() -%}
  {#- Hook at the start of a run: tables of another data folder stay as they are. -#}
  {{ return(adapter.dispatch('own_schemas')()) }}
{%- endmacro %}

{% macro default__own_schemas() %}{% endmacro %}

{% macro spark__own_schemas() -%}
  {#- A catalogue has one place for each schema. Two data folders on one server would take each other's tables. -#}
  {%- if execute -%}
    {%- set written = graph.nodes.values() | selectattr('resource_type', 'in', ['model', 'seed']) -%}
    {%- for schema in written | map(attribute='schema') | unique | sort -%}
      {%- do adapter.create_schema(api.Relation.create(schema=schema)) -%}
      {%- for row in run_query('describe schema ' ~ schema).rows if row[0] == 'Location' -%}
        {#- An address: a blank in it is %20. A plus is a plus. -#}
        {%- set address = spark_text(row[1] | replace('+', '%2B')) -%}
        {%- set found = run_query('select url_decode(' ~ address ~ ')').rows[0][0] -%}
        {%- if found not in ('file:' ~ spark_folder(schema), 'file://' ~ spark_folder(schema)) -%}
          {%- do exceptions.raise_compiler_error(
            'Spark: found schema ' ~ schema ~ ' at ' ~ found ~ ', expected ' ~ spark_folder(schema)
            ~ ': the catalogue has the tables of another data folder; name a server or metastore for this one alone'
          ) -%}
        {%- endif -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{% macro spark__create_schema(relation) -%}
  {#- The files of a schema's tables are in a folder of the schema's name, whichever server writes them. -#}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation }} location {{ spark_text('file://' ~ spark_folder(relation.schema)) }}
  {%- endcall -%}
{%- endmacro %}

{% macro spark_folder(schema) -%}
  {{ return(env_var('SDG_DBT_SPARK_TABLES', '/tables') ~ '/' ~ schema) }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
  {#- Rows of a seed as literals. The adapter writes an empty cell as the text None, and ends a text at its apostrophe. -#}
  {%- set types = model.config.get('column_types', {}) -%}
  {%- for rows in agate_table.rows | batch(500) -%}
    {%- set written = [] -%}
    {%- for row in rows -%}
      {%- set cells = [] -%}
      {%- for name in agate_table.column_names -%}
        {%- set kind = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
        {%- set cell = 'null' if row[name] is none else spark_text(row[name] | string) -%}
        {%- do cells.append('cast(' ~ cell ~ ' as ' ~ kind ~ ')') -%}
      {%- endfor -%}
      {%- do written.append('(' ~ cells | join(', ') ~ ')') -%}
    {%- endfor -%}
    {%- do run_query('insert into ' ~ this.render() ~ ' values ' ~ written | join(', ')) -%}
  {%- endfor -%}
  {{ return('-- ' ~ agate_table.rows | length ~ ' rows of literals') }}
{%- endmacro %}

{% macro spark_text(text) -%}
  {#- A text as a literal of Spark, in which a backslash escapes. -#}
  {{ return("'" ~ text | replace('\\', '\\\\') | replace("'", "\\'") ~ "'") }}
{%- endmacro %}
