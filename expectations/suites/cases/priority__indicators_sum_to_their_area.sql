with summed as (
    select
        survey_round,
        area_level,
        area_code,
        sum(cases_open) filter (where indicator_code = 'total') as whole_cases_open,
        sum(cases_open_over_180_days) filter (where indicator_code = 'total') as whole_cases_open_over_180_days,
        sum(severity_sum) filter (where indicator_code = 'total') as whole_severity_sum,
        sum(cases_open) filter (where indicator_code <> 'total') as cases_open,
        sum(cases_open_over_180_days) filter (where indicator_code <> 'total') as cases_open_over_180_days,
        sum(severity_sum) filter (where indicator_code <> 'total') as severity_sum
    from restricted__area_priority
    group by all
)

select
    survey_round,
    area_level,
    area_code,
    whole_cases_open as cases_open,
    cases_open as "cases_open of its indicators"
from summed
where whole_cases_open is distinct from cases_open
    or whole_cases_open_over_180_days is distinct from cases_open_over_180_days
    or not is_same_sum(whole_severity_sum, severity_sum)
