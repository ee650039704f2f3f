select
    survey_round,
    area_level,
    area_code,
    households,
    members,
    households_dropped,
    members_dropped,
    households_poor,
    members_poor,
    deprivation_sum,
    households_weighted,
    members_weighted,
    households_poor_weighted,
    members_poor_weighted,
    deprivation_sum_weighted
from restricted__area_poverty
where (
    households_poor >= 0
    and households_poor <= households
    and members_poor <= members
    and members >= households
    and members_poor >= households_poor
    and deprivation_sum >= 0
    and households_dropped >= 0
    and members_dropped >= households_dropped
    and (members_poor_weighted > 0) = (members_poor > 0)
    and (members_weighted > 0) = (members > 0)
) is not true
