{#- The groups of households that an indicator is broken down by. -#}

{% macro disaggregations() -%}
  {#- Disaggregation -> SQL for the category of a class of households in a place. -#}
  {{ return({
      'size_class': "case when member_count = 1 then '1' when member_count = 2 then '2' when member_count <= 4 then '3-4' else '5+' end",
      'settlement': 'settlement',
      'head_sex': 'head_sex',
      'head_age_class': 'head_age_class',
  }) }}
{%- endmacro %}

{% macro breakdown_levels() -%}
  {#- Below them, a category is a handful of households. -#}
  {{ return(['nation', 'region', 'pilot_group', 'province', 'district', 'local_administration']) }}
{%- endmacro %}
