{#- Decimals and doubles, so that every engine makes the same of them. -#}

{% macro rounded(value, decimals) -%}
  {#- A double cut to some decimals, by decimals: engines round a floating-point number that lies on a tie either way. Twelve
      decimals are more than a figure has, and fewer than those that the order of a sum changes. -#}
  cast(cast(cast({{ value }} as decimal(38, 12)) as decimal(38, {{ decimals }})) as double)
{%- endmacro %}

{% macro digits(value) -%}
  {#- A decimal of more digits than a double has, as the text that a double is to be made of. Every engine makes the nearest
      double of a text; of the number itself DuckDB makes one that is near. -#}
  cast({{ value }} as string)
{%- endmacro %}
