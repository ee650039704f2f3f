select
    coalesce(survey_round, 'absent') as survey_round,
    sum(households) as households
from audit__household
where coalesce(
        survey_round, '') not in (
        select survey_round from open__dim_survey_round
        where survey_round is not null
    )
group by all
