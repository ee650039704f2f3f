select
    survey_round,
    agency,
    nation.cases_found as "cases of the country"
from (
    select distinct
        survey_round,
        agency
    from open__area_case_agency
    where agency not in ('total', 'other', 'unknown')
) as named
left join (
    select * from exact__area_case_agency
    where area_level = 'nation'
) as nation using (survey_round, agency)
where coalesce(nation.cases_found, 0) < ${agency_fewest_cases}
