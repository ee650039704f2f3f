select
    survey_round,
    measure,
    indicator_code,
    nation.standard_error,
    recount.standard_error as "recounted from fct_household"
from (
    select * from restricted__area_estimate_error
    where area_level = 'nation'
) as nation
left join audit__estimate_error as recount using (survey_round, measure, indicator_code)
where nation.clusters > 1 and (abs(nation.standard_error - recount.standard_error) <= 1e-8) is not true
