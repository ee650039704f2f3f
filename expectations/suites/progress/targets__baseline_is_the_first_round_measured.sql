select
    path.survey_round,
    area_level,
    area_code,
    indicator_code,
    path.baseline_round,
    earlier.survey_round as "measured before that in"
from restricted__area_target_path as path
join restricted__area_indicator as earlier using (area_level, area_code, indicator_code)
where earlier.households_applicable > 0
    and earlier.survey_round < coalesce(path.baseline_round, path.survey_round)
