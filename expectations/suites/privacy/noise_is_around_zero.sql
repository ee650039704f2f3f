with drawn as (
    select
        measure,
        sum(large) as counts,
        sum(noise) / sum(large) as mean,
        sum(noise_squared) / sum(large) - power(sum(noise) / sum(large), 2) as variance
    from ${noise}
    where ${is_judged}
    group by measure
    having sum(large) >= ${fewest_counts_drawn}
)

select
    measure as "column",
    counts,
    round(mean, 4) as mean,
    round(variance, 3) as variance
from drawn
where abs(mean) > ${noise_standard_errors} * sqrt(${noise_variance} * ${counts_of_a_draw} / counts)
    or variance not between ${least_noise_variance} and ${most_noise_variance}
