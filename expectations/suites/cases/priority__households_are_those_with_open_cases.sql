select
    survey_round,
    visits.households,
    visits.cases_open,
    recount.households as "households with a case",
    recount.cases_open as "open cases"
from audit__visit as visits full join audit__open_case as recount using (survey_round)
where visits.households is distinct from recount.households
    or visits.cases_open is distinct from recount.cases_open
