select
    survey_round,
    area_level,
    area_code,
    adjusted_headcount_ratio,
    headcount_ratio,
    intensity,
    cutoff_k
from restricted__area_poverty
where (
    (
        members = 0
        or (
            adjusted_headcount_ratio >= 0
            and adjusted_headcount_ratio <= headcount_ratio + ${rate_tolerance}
            and headcount_ratio <= 1
        )
    )
    and (
        members_poor = 0
        or (intensity >= cutoff_k - ${rate_tolerance} and intensity <= 1 + ${rate_tolerance})
    )
) is not true
