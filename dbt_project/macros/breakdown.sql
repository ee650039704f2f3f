{#- The groups of households that an indicator is broken down by, and what is counted in them. -#}

{% macro disaggregations() -%}
  {#- Column of int_household_classes_counted -> every category of it, `unknown` aside. -#}
  {{ return({
      'size_class': ['1', '2', '3-4', '5+'],
      'settlement': ['municipal', 'rural'],
      'head_sex': ['female', 'male'],
      'head_age_class': ['0-29', '30-44', '45-59', '60-74', '75+'],
  }) }}
{%- endmacro %}

{% macro breakdown_levels() -%}
  {#- Below them, a category is a handful of households. -#}
  {{ return(['nation', 'region', 'pilot_group', 'province', 'district', 'local_administration']) }}
{%- endmacro %}

{% macro class_measures() -%}
  {%- set measures = ['households_surveyed'] -%}
  {%- for code in indicator_codes() -%}
    {%- for count in ['applicable', 'failing', 'members_applicable', 'members_failing'] -%}
      {%- do measures.append(code ~ '_' ~ count) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(measures) }}
{%- endmacro %}
