select
    survey_round,
    'nation' as area_level,
    nation_code() as area_code,
    agency,
    published.cases_found,
    recount.cases_found as "cases_found recounted from fct_case",
    published.cases_solved,
    recount.cases_solved as "cases_solved recounted from fct_case"
from (
    select * from restricted__area_case_agency
    where area_level = 'nation' and agency <> 'total'
) as published
full join audit__case_agency as recount using (survey_round, agency)
where (
    published.cases_found,
    published.cases_not_started,
    published.cases_in_progress,
    published.cases_referred,
    published.cases_self_solving,
    published.cases_solved,
    published.cases_open,
    published.cases_reopened,
    published.cases_open_over_90_days,
    published.cases_open_over_180_days
) is distinct from (
    recount.cases_found,
    recount.cases_not_started,
    recount.cases_in_progress,
    recount.cases_referred,
    recount.cases_self_solving,
    recount.cases_solved,
    recount.cases_open,
    recount.cases_reopened,
    recount.cases_open_over_90_days,
    recount.cases_open_over_180_days
)
