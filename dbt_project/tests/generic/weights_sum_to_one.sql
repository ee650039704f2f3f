{% test weights_sum_to_one(model, column) %}
select sum({{ column }}) as weight_sum
from {{ model }}
having abs(sum({{ column }}) - 1) > 0.000000001 or min({{ column }}) <= 0
{% endtest %}
