{#- Steps from former codes of areas to those of today (int_former_areas_joined). -#}

{% macro next_area_code() -%}
  coalesce(
            villages.area_code,
            subdistricts.area_code || substring(steps.area_code, 7),
            districts.area_code || substring(steps.area_code, 5),
            provinces.area_code || substring(steps.area_code, 3)
        )
{%- endmacro %}
