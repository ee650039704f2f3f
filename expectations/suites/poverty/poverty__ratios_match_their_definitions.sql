select
    survey_round,
    area_level,
    area_code,
    headcount_ratio,
    intensity,
    adjusted_headcount_ratio,
    households_weighted,
    members_weighted,
    households_poor_weighted,
    members_poor_weighted,
    deprivation_sum_weighted
from restricted__area_poverty
where (
    is_ratio(headcount_ratio, members_poor_weighted, members_weighted)
    and is_ratio(intensity, deprivation_sum_weighted, members_poor_weighted)
    and is_ratio(adjusted_headcount_ratio, deprivation_sum_weighted, members_weighted)
    and (
        (select is_weighted from audit__weighing)
        or (
            households_weighted is not distinct from households
            and members_weighted is not distinct from members
            and households_poor_weighted is not distinct from households_poor
            and members_poor_weighted is not distinct from members_poor
            and is_same_sum(deprivation_sum_weighted, deprivation_sum)
        )
    )
) is not true
