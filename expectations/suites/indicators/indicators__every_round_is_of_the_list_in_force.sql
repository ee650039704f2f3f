select
    survey_round,
    coalesce(framework_version, 'absent') as framework_version
from open__dim_survey_round as round
where not exists (
        select 1 from open__dim_indicator as listed
        where listed.framework_version = round.framework_version
            and coalesce(listed.first_survey_round <= round.survey_round, true)
            and coalesce(listed.last_survey_round >= round.survey_round, true)
    )
