-- A has two decimals, so that M0 is at most half of the second one away from H times A.
select
    survey_round,
    area_level,
    area_code,
    ${item},
    headcount_ratio,
    intensity,
    adjusted_headcount_ratio,
    members_weighted,
    members_poor_weighted
from ${table}
where not is_suppressed and (
        is_ratio(headcount_ratio, members_poor_weighted, members_weighted)
        and (intensity is null) = (adjusted_headcount_ratio is null)
        and coalesce(
            abs(adjusted_headcount_ratio - headcount_ratio * intensity) <= 0.005 * headcount_ratio + ${rate_tolerance},
            true
        )
        and ((select is_weighted from audit__weighing) or (${is_counted}))
    ) is not true
