select
    survey_round,
    area_level,
    area_code,
    item,
    measure,
    counted,
    summed as "sum of children",
    concat(children, ' of level ', child_level) as children
from ${sums}
where abs(counted - summed) > ${noise_of_a_sum_deviations} * sqrt(${noise_variance} * (children + 1))
    * if(measure like 'members%', ${members_noise_times}, 1)
