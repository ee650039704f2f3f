select
    survey_round,
    status,
    days_miscounted as cases
from audit__case
where days_miscounted <> 0
