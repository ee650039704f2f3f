select
    survey_round,
    year_be,
    round
from open__dim_survey_round
where (
    survey_round = concat(cast(year_be as varchar), '-', cast(round as varchar)) and year_be between 2500 and 2700
) is not true
