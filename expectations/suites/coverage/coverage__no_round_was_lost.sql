select distinct survey_round
from previous_open__area_coverage
where survey_round not in (
        select survey_round from open__area_coverage
        where survey_round is not null
    )
