with summed as (
    select
        survey_round,
        area_level,
        area_code,
        sum(cases_found) filter (agency <> 'total') as cases_found,
        sum(cases_not_started) filter (agency <> 'total') as cases_not_started,
        sum(cases_in_progress) filter (agency <> 'total') as cases_in_progress,
        sum(cases_referred) filter (agency <> 'total') as cases_referred,
        sum(cases_self_solving) filter (agency <> 'total') as cases_self_solving,
        sum(cases_solved) filter (agency <> 'total') as cases_solved,
        sum(cases_open) filter (agency <> 'total') as cases_open,
        sum(cases_reopened) filter (agency <> 'total') as cases_reopened,
        sum(cases_open_over_90_days) filter (agency <> 'total') as cases_open_over_90_days,
        sum(cases_open_over_180_days) filter (agency <> 'total') as cases_open_over_180_days,
        sum(cases_found) filter (agency = 'total') as total_cases_found,
        sum(cases_not_started) filter (agency = 'total') as total_cases_not_started,
        sum(cases_in_progress) filter (agency = 'total') as total_cases_in_progress,
        sum(cases_referred) filter (agency = 'total') as total_cases_referred,
        sum(cases_self_solving) filter (agency = 'total') as total_cases_self_solving,
        sum(cases_solved) filter (agency = 'total') as total_cases_solved,
        sum(cases_open) filter (agency = 'total') as total_cases_open,
        sum(cases_reopened) filter (agency = 'total') as total_cases_reopened,
        sum(cases_open_over_90_days) filter (agency = 'total') as total_cases_open_over_90_days,
        sum(cases_open_over_180_days) filter (agency = 'total') as total_cases_open_over_180_days
    from restricted__area_case_agency
    group by survey_round, area_level, area_code
)

select
    survey_round,
    area_level,
    area_code,
    cases_found,
    total_cases_found,
    cases_solved,
    total_cases_solved
from summed
where (
    cases_found,
    cases_not_started,
    cases_in_progress,
    cases_referred,
    cases_self_solving,
    cases_solved,
    cases_open,
    cases_reopened,
    cases_open_over_90_days,
    cases_open_over_180_days
) is distinct from (
    total_cases_found,
    total_cases_not_started,
    total_cases_in_progress,
    total_cases_referred,
    total_cases_self_solving,
    total_cases_solved,
    total_cases_open,
    total_cases_reopened,
    total_cases_open_over_90_days,
    total_cases_open_over_180_days
)
