select
    survey_round,
    area_level,
    area_code,
    houses_registered,
    houses_residential,
    houses_institutional,
    houses_other
from restricted__area_coverage
where (
    least(houses_residential, houses_institutional, houses_other) >= 0
    and houses_residential + houses_institutional + houses_other = houses_registered
) is not true
