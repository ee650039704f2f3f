{#- The groups of households that an indicator is broken down by. -#}

{% macro disaggregations() -%}
  {#- Disaggregation -> SQL for the category of a class of households in a place, and the key that it is summed
      from: member_count (size), or the head's sex and age (head). A place has one settlement, so that any key would do:
      the one of fewer rows is taken. -#}
  {{ return({
      'size_class': {
          'category': "case when classes.member_count = 1 then '1' when classes.member_count = 2 then '2'"
          ~ " when classes.member_count <= 4 then '3-4' else '5+' end",
          'key': 'size',
      },
      'settlement': {'category': 'places.settlement', 'key': 'size'},
      'head_sex': {'category': 'classes.head_sex', 'key': 'head'},
      'head_age_class': {'category': 'classes.head_age_class', 'key': 'head'},
  }) }}
{%- endmacro %}

{% macro breakdown_levels() -%}
  {#- Below them, a category is a handful of households. -#}
  {{ return(['nation', 'region', 'pilot_group', 'province', 'district', 'local_administration']) }}
{%- endmacro %}
