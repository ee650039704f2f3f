select distinct survey_round
from previous_restricted__area_coverage
where survey_round not in (
        select survey_round from restricted__area_coverage
        where survey_round is not null
    )
