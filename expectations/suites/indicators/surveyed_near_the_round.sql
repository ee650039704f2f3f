select
    survey_round,
    sum(households) filter (where not is_near_the_round) as "households dated elsewhere",
    sum(households) as households
from (
    select
        counted.*,
        coalesce(abs(year_surveyed - (year_be - ${buddhist_era_offset})) <= 1, false) as is_near_the_round
    from audit__household as counted
    left join open__dim_survey_round using (survey_round)
)
group by all
having coalesce(sum(households) filter (where not is_near_the_round), 0) > ${limit} * sum(households)
