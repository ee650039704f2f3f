select
    survey_round,
    households,
    weights as "sum of sampling weights",
    round(weights / households, 6) as "mean weight"
from audit__sample
where (weights > ${lowest_mean_weight} * households) is not true
