select
    survey_round,
    area_level,
    area_code,
    ${shown_item}
    solved_rate,
    cases_solved,
    cases_found,
    cases_open,
    cases_open_over_90_days,
    cases_open_over_180_days
from ${table}
where not is_suppressed and (
        case when cases_found < ${open_fewest_cases} then solved_rate is null
            else is_ratio(solved_rate, cases_solved, cases_found)
        end
        and greatest(cases_open_over_90_days, cases_open_over_180_days) <= cases_open
        and greatest(
            cases_not_started,
            cases_in_progress,
            cases_referred,
            cases_self_solving,
            cases_solved,
            cases_open,
            cases_reopened
        ) <= cases_found
    ) is not true
