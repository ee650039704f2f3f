{#- Areas to compare an area with: those of its level and region whose first value was about as high. -#}

{% macro baseline_decile(value, partition) -%}
  {#- 0 (lowest) to 9. Areas of the same value are in the same decile, so deciles need not be of one size. -#}
  cast(
            floor(
                10 * (rank() over (partition by {{ partition }} order by {{ value }}) - 1)
                / cast(count(*) over (partition by {{ partition }}) as double)
            ) as integer
        )
{%- endmacro %}

{% macro region_of_area() -%}
  {#- CTE body: region of every area that lies in one province. -#}
  select
        areas.area_level,
        areas.area_code,
        provinces.parent_area_code as region_code
    from {{ ref('dim_area') }} as areas
    inner join {{ ref('dim_area') }} as provinces
        on areas.province_code = provinces.area_code and provinces.area_level = 'province'
    where areas.valid_to is null
{%- endmacro %}
