select
    survey_round,
    area_level,
    area_code,
    cutoff,
    households,
    members,
    households_poor,
    members_poor,
    deprivation_sum
from restricted__area_poverty_sensitivity
where (
    households_poor >= 0
    and households_poor <= households
    and members_poor >= households_poor
    and members_poor <= members
    and deprivation_sum >= 0
    and deprivation_sum <= members_poor
) is not true
