select
    survey_round,
    area_level,
    area_code,
    open.median_days_to_first_action,
    exact.median_days_to_first_action as "first action in restricted",
    open.median_days_to_solution,
    exact.median_days_to_solution as "solution in restricted"
from open__area_case_progress as open
join exact__area_case_progress as exact using (survey_round, area_level, area_code)
where open.median_days_to_first_action % 7 <> 0 or open.median_days_to_solution % 7 <> 0
    or abs(open.median_days_to_first_action - exact.median_days_to_first_action) > 3.5
    or abs(open.median_days_to_solution - exact.median_days_to_solution) > 3.5
