select
    survey_round,
    area_level,
    area_code,
    solved_rate,
    cases_solved,
    cases_found
from restricted__area_case_progress
where (is_ratio(solved_rate, cases_solved, cases_found)) is not true
