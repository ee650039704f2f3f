select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    priority_score,
    cases_open,
    severity_sum,
    cases_found,
    cases_found_before
from restricted__area_priority
where (
    is_same_sum(
        priority_score,
        cases_open + severity_sum + greatest(coalesce(cases_found - cases_found_before, 0), 0)
    )
    and abs(severity - severity_sum / cases_open) <= ${rate_tolerance}
    and severity between 0 and 1
) is not true
