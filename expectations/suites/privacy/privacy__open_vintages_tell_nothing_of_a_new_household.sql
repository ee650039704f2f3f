-- Beyond what chance explains: three standard errors of the limit.
select
    survey_round,
    figures,
    failures,
    failures_found as found
from audit__new_household
where failures_found > ${guessed_limit} * failures + 3 * sqrt(${guessed_limit} * failures)
