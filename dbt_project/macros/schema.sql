{% macro generate_schema_name(custom_schema_name, node) -%}
  {#- Layers are schemas with plain names: staging, intermediate, marts, reference. -#}
  {{ custom_schema_name or target.schema }}
{%- endmacro %}
