select
    survey_round,
    area_level,
    area_code,
    now.${measure},
    before.${measure} as "in the last release"
from restricted__area_coverage as now
join previous_restricted__area_coverage as before using (survey_round, area_level, area_code)
where area_level = '${level}' and before.${measure} >= ${fewest}
    and (now.${measure} >= (1 - ${limit}) * before.${measure}) is false
