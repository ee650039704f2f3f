select
    path.survey_round,
    area_level,
    area_code,
    indicator_code,
    path.baseline_round,
    earlier.survey_round as "measured before that in"
from ${table} as path
join ${indicators} as earlier using (area_level, area_code, indicator_code)
where ${is_shown} and earlier.households_applicable > 0
    and earlier.survey_round < coalesce(path.baseline_round, path.survey_round)
