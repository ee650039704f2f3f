select
    change.survey_round,
    area_level,
    area_code,
    ${item},
    is_same_framework,
    now.framework_version,
    earlier.framework_version as "in the round before"
from ${table} as change
left join open__dim_survey_round as now on now.survey_round = change.survey_round
left join open__dim_survey_round as earlier on earlier.survey_round = change.previous_survey_round
where is_same_framework is distinct from
    coalesce(now.framework_version = earlier.framework_version, is_same_framework)
