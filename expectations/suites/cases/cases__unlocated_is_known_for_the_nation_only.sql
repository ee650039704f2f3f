select
    survey_round,
    area_level,
    area_code,
    cases_unlocated,
    events_impossible_unlocated,
    coalesce(recount.cases, 0) as "cases without an area"
from restricted__area_case_progress
left join (select
    survey_round,
    sum(cases) as cases
from audit__case
where not is_located
group by all)
    as recount
    using (survey_round)
where case when area_level = 'nation'
            then cases_unlocated is distinct from coalesce(recount.cases, 0)
                or events_impossible_unlocated is null
        else coalesce(cases_unlocated, events_impossible_unlocated) is not null
    end
