select
    survey_round,
    households,
    weights as "sum of sampling weights"
from audit__sample
where (abs(weights - households) > ${relative_weight_tolerance} * households) is not true
