select
    survey_round,
    area_level,
    area_code,
    now.coverage_rate,
    before.coverage_rate as "in the last release"
from open__area_coverage as now
join previous_open__area_coverage as before using (survey_round, area_level, area_code)
where area_level = '${level}'
    and coalesce(now.coverage_rate, 0) < before.coverage_rate - ${limit}
