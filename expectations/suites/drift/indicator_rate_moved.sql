select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    now.failing_rate,
    before.failing_rate as "in the last release"
from restricted__area_indicator as now
join previous_restricted__area_indicator as before using (survey_round, area_level, area_code, indicator_code)
where area_level = '${level}' and least(before.households_applicable, now.households_applicable) >= ${fewest}
    and abs(now.failing_rate - before.failing_rate) > ${limit}
