select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    later.cases_found_before,
    progress.cases_found as "cases_found in area_case_progress"
from (
    select * from ${table}
    where indicator_code = 'total'
) as later
left join (
    select
        survey_round as round_before,
        area_level,
        area_code,
        cases_found
    from ${progress}
) as progress using (round_before, area_level, area_code)
where case when later.round_before is null then later.cases_found_before is not null
        else later.cases_found_before is distinct from progress.cases_found or later.round_before >= survey_round
    end
