select
    survey_round,
    indicator_code,
    now.failing_rate,
    before.failing_rate as "in the last release"
from restricted__area_indicator as now
join previous_restricted__area_indicator as before using (survey_round, area_level, area_code, indicator_code)
where area_level = 'nation'
    and abs(now.failing_rate - before.failing_rate) > ${limit}
