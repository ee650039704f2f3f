select
    survey_round,
    area_level,
    area_code,
    ${shown_item}
    median_days_to_first_action,
    median_days_to_solution,
    cases_solved
from ${table}
where (
    (median_days_to_solution is null) = (cases_solved = 0)
    and (median_days_to_first_action is null or cases_found > 0)
    and (median_days_to_first_action is not null or cases_found = cases_not_started)
    and coalesce(median_days_to_solution >= 0 and 2 * median_days_to_solution % 1 = 0, true)
    and coalesce(median_days_to_first_action >= 0 and 2 * median_days_to_first_action % 1 = 0, true)
) is not true
