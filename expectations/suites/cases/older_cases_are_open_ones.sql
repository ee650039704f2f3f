select
    survey_round,
    area_level,
    area_code,
    ${shown_item}
    cases_open,
    cases_reopened,
    cases_open_over_90_days,
    cases_open_over_180_days
from ${table}
where (
    0 <= cases_open_over_180_days
    and cases_open_over_180_days <= cases_open_over_90_days
    and cases_open_over_90_days <= cases_open
    and cases_reopened <= cases_found
) is not true
