select survey_round
from open__dim_survey_round
where survey_round not in (
        select survey_round from audit__household
        where survey_round is not null
    )
