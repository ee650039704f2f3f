select
    survey_round,
    area_level,
    area_code,
    now.houses_surveyed,
    before.houses_surveyed as "in the last release",
    before.houses_residential as "residential houses of the last release"
from restricted__area_coverage as now
join previous_restricted__area_coverage as before using (survey_round, area_level, area_code)
where area_level = '${level}'
    and before.houses_residential > 0 and before.houses_residential >= ${fewest}
    and coalesce(now.houses_surveyed, 0) < before.houses_surveyed - ${limit} * before.houses_residential
