select
    survey_round,
    area_level,
    area_code,
    ${shown_item}
    open.median_days_to_first_action,
    exact.median_days_to_first_action as "first action in restricted",
    open.median_days_to_solution,
    exact.median_days_to_solution as "solution in restricted"
from ${table} as open
join ${exact} as exact using (${keys})
where open.median_days_to_first_action % 7 <> 0 or open.median_days_to_solution % 7 <> 0
    or abs(open.median_days_to_first_action - exact.median_days_to_first_action) > 3.5
    or abs(open.median_days_to_solution - exact.median_days_to_solution) > 3.5
