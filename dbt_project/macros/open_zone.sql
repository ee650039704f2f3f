{#- What the open zone shows of a figure: models of the layer open are written with these. -#}

{% macro shown(figure, decimals=none) -%}
  {#- The figure where the row is shown (is_shown), with fewer decimals if the open zone has no more. -#}
  case when is_shown then {{ rounded(figure, decimals) if decimals is not none else figure }} end as {{ figure }}
{%- endmacro %}

{% macro whole_weeks(days) -%}
  {#- Days, to the nearest whole weeks: the median of a few cases would be the days of one of them. -#}
  7 * {{ rounded(days ~ ' / 7', 0) }}
{%- endmacro %}
