-- The sum of deprivations behind M0: exact, with so much for each member more, and a little noise of its own. The sum
-- is at least k and at most 1 of each poor member. In a sample the noise counts as much as a member does on average.
with summed as (
    select
        ${keys},
        open.adjusted_headcount_ratio * cast(open.members_weighted as double) as deprivations,
        cast(exact.deprivation_sum as double) as exact_sum,
        cast(exact.deprivation_sum_weighted as double) as exact_sum_weighted,
        exact.members_poor_weighted / nullif(cast(exact.members_poor as double), 0) as mean_weight,
        open.members_poor,
        cast(open.members_poor_weighted as double) as members_poor_weighted,
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
        least(greatest(exact_sum + added - ${most_deprivation_noise}, cutoff_k * members_poor), members_poor)
            as fewest,
        least(greatest(exact_sum + added + ${most_deprivation_noise}, cutoff_k * members_poor), members_poor) as most
    from summed
),

weighted as (
    select
        *,
        least(
            greatest(exact_sum_weighted + (fewest - exact_sum) * mean_weight, cutoff_k * members_poor_weighted),
            members_poor_weighted
        ) as fewest_weighted,
        least(
            greatest(exact_sum_weighted + (most - exact_sum) * mean_weight, cutoff_k * members_poor_weighted),
            members_poor_weighted
        ) as most_weighted
    from bounded
)

select
    ${keys},
    deprivations,
    fewest_weighted as "at least",
    most_weighted as "at most"
from weighted
where (deprivations between fewest_weighted - 1e-6 and most_weighted + 1e-6) is not true
