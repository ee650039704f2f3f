{#- Areas to compare an area with (int_area_peers_compared). -#}

{% macro decile(value, partition) -%}
  {#- 0 (lowest) to 9. Rows of the same value are in the same decile, so deciles need not be of one size. -#}
  cast(
            floor(
                10 * (rank() over (partition by {{ partition }} order by {{ value }}) - 1)
                / cast(count(*) over (partition by {{ partition }}) as double)
            ) as integer
        )
{%- endmacro %}
