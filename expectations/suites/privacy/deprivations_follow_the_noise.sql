-- The sum of deprivations behind M0: exact, with so much for each member more, and a little noise of its own. The sum
-- is at least k and at most 1 of each poor member. In a sample the noise counts as much as a member does on average.
with summed as (
    select
        ${keys},
        open.adjusted_headcount_ratio * cast(open.members_weighted as double) as deprivations,
        cast(exact.deprivation_sum_weighted as double) as exact_sum,
        exact.members_poor_weighted / nullif(cast(exact.members_poor as double), 0) as mean_weight,
        cast(open.members_poor_weighted as double) as members_poor,
        ${deprivation_of_a_member} * (open.members_poor - exact.members_poor) as added,
        listed.cutoff_k
    from ${table} as open
    join ${exact} as exact using (${keys})
    join (
        select
            survey_round,
            max(cutoff_k) as cutoff_k
        from open__area_poverty
        group by all
    ) as listed using (survey_round)
    where open.adjusted_headcount_ratio is not null
),

bounded as (
    select
        *,
        least(
            greatest(exact_sum + (added - ${most_deprivation_noise}) * mean_weight, cutoff_k * members_poor),
            members_poor
        ) as fewest,
        least(
            greatest(exact_sum + (added + ${most_deprivation_noise}) * mean_weight, cutoff_k * members_poor),
            members_poor
        ) as most
    from summed
)

select
    ${keys},
    deprivations,
    fewest as "at least",
    most as "at most"
from bounded
where (deprivations between fewest - 1e-6 and most + 1e-6) is not true
