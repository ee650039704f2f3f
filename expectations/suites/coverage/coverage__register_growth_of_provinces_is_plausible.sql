select
    survey_round,
    area_level,
    area_code,
    now.houses_registered,
    before.houses_registered as "in the last release"
from restricted__area_coverage as now
join previous_restricted__area_coverage as before using (survey_round, area_level, area_code)
where area_level = 'province'
    and before.houses_registered > 0
    and now.houses_registered > (1 + ${province_register_growth_warning}) * before.houses_registered
