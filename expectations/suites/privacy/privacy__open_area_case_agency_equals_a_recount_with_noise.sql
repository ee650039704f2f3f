select
    open.survey_round,
    open.area_level,
    open.area_code,
    open.agency,
    open.cases_found,
    recounted.cases_found as "cases_found recounted",
    open.cases_open,
    recounted.cases_open as "cases_open recounted",
    open.cases_solved,
    recounted.cases_solved as "cases_solved recounted"
from open__area_case_agency as open
left join audit__recounted_agency as recounted using (survey_round, area_level, area_code, agency)
where open.agency <> 'total'
    and open.survey_round in (select survey_round from audit__recounted_agency)
    and (
        open.cases_found,
        open.cases_not_started,
        open.cases_in_progress,
        open.cases_referred,
        open.cases_self_solving,
        open.cases_solved,
        open.cases_open,
        open.cases_reopened,
        open.cases_open_over_90_days,
        open.cases_open_over_180_days
    ) is distinct from (
        recounted.cases_found,
        recounted.cases_not_started,
        recounted.cases_in_progress,
        recounted.cases_referred,
        recounted.cases_self_solving,
        recounted.cases_solved,
        recounted.cases_open,
        recounted.cases_reopened,
        recounted.cases_open_over_90_days,
        recounted.cases_open_over_180_days
    )
