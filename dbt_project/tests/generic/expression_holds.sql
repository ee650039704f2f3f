{% test expression_holds(model, expression, column_name=none) %}
{#- Rows for which the expression is not true; unknown is not true. -#}
select * from {{ model }} where not coalesce({{ expression }}, false)
{% endtest %}
