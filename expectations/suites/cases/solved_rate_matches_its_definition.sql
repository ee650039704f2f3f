select
    survey_round,
    area_level,
    area_code,
    ${shown_item}
    solved_rate,
    cases_solved,
    cases_found
from ${table}
where (is_ratio(solved_rate, cases_solved, cases_found)) is not true
