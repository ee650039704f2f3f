select
    survey_round,
    area_level,
    area_code,
    agents_per_1000_households,
    members_trained_within,
    households_surveyed
from restricted__area_network
where (
    case
        when households_surveyed = 0 then agents_per_1000_households is null else
            abs(agents_per_1000_households - 1000 * members_trained_within / cast(households_surveyed as double))
            <= ${rate_tolerance} * greatest(1, agents_per_1000_households)
    end
) is not true
