select
    survey_round,
    area_level,
    area_code,
    disaggregation,
    category,
    households,
    members,
    households_poor,
    members_poor,
    members_weighted,
    members_poor_weighted,
    deprivation_sum_weighted,
    headcount_ratio,
    intensity,
    adjusted_headcount_ratio
from restricted__area_poverty_breakdown
where (
    is_ratio(headcount_ratio, members_poor_weighted, members_weighted)
    and is_ratio(intensity, deprivation_sum_weighted, members_poor_weighted)
    and is_ratio(adjusted_headcount_ratio, deprivation_sum_weighted, members_weighted)
    and members_dropped >= households_dropped
    and households_dropped >= 0
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
