{#- The rounds as a list: a model with columns per round is written from it. -#}

{% macro survey_rounds() -%}
  {#- In the order of their names. Unit tests override this macro. -#}
  {%- set dim_survey_round = ref('dim_survey_round') -%}
  {%- if not execute -%}{{ return([]) }}{%- endif -%}
  {%- set query -%}
    select survey_round from {{ dim_survey_round }} order by survey_round
  {%- endset -%}
  {{ return(rows_asked_once('survey_rounds', query) | map(attribute=0) | list) }}
{%- endmacro %}
