{% test weights_sum_to_one(model, column, within) %}
{#- Groups of rows (`within` is the column that names them) whose weights do not add up to 1, or have one that is none. -#}
select
    {{ within }},
    sum({{ column }}) as weight_sum
from {{ model }}
group by {{ within }}
having abs(sum({{ column }}) - 1) > 0.000000001 or min({{ column }}) <= 0
{% endtest %}
