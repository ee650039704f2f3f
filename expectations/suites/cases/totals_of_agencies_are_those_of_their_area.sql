select
    survey_round,
    area_level,
    area_code,
    total.cases_found,
    progress.cases_found as "cases_found in area_case_progress",
    total.cases_solved,
    progress.cases_solved as "cases_solved in area_case_progress"
from (
    select * from ${table}
    where agency = 'total'
) as total
full join (
    select * from ${progress}
    where cases_found > 0 and area_level in (${levels})
) as progress
    using (survey_round, area_level, area_code)
where (
    total.cases_found,
    total.cases_not_started,
    total.cases_in_progress,
    total.cases_referred,
    total.cases_self_solving,
    total.cases_solved,
    total.cases_open,
    total.cases_reopened,
    total.cases_open_over_90_days,
    total.cases_open_over_180_days,
    total.solved_rate,
    total.median_days_to_first_action,
    total.median_days_to_solution
) is distinct from (
    progress.cases_found,
    progress.cases_not_started,
    progress.cases_in_progress,
    progress.cases_referred,
    progress.cases_self_solving,
    progress.cases_solved,
    progress.cases_open,
    progress.cases_reopened,
    progress.cases_open_over_90_days,
    progress.cases_open_over_180_days,
    progress.solved_rate,
    progress.median_days_to_first_action,
    progress.median_days_to_solution
)
