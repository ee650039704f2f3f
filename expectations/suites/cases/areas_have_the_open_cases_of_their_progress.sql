select
    survey_round,
    area_level,
    area_code,
    ranked.cases_open,
    progress.cases_open as "cases_open in area_case_progress"
from (
    select * from ${table}
    where indicator_code = 'total'
) as ranked
full join (
    select * from ${progress}
    where cases_open >= ${fewest}
) as progress
    using (survey_round, area_level, area_code)
where ranked.cases_open is distinct from progress.cases_open
    or ranked.cases_found is distinct from progress.cases_found
    or ranked.cases_open_over_180_days is distinct from progress.cases_open_over_180_days
