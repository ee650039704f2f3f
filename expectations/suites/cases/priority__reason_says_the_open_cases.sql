select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    cases_open,
    reason
from restricted__area_priority
where (
    starts_with(reason, concat(cast(cases_open as varchar), ' open case'))
    and contains(reason, concat(', ', cast(cases_open_over_180_days as varchar), ' for more than 180 days'))
) is not true
