select
    survey_round,
    area_level,
    area_code,
    adjusted_headcount_ratio,
    headcount_ratio,
    intensity
from restricted__area_poverty
where (
    case when members = 0 then adjusted_headcount_ratio is null
        when members_poor = 0 then adjusted_headcount_ratio = 0
        else abs(adjusted_headcount_ratio - headcount_ratio * intensity) <= ${rate_tolerance}
    end
) is not true
