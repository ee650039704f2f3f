select
    survey_round,
    area_level,
    area_code,
    houses_institutional,
    houses_government,
    houses_temple,
    houses_mosque,
    houses_other_religious,
    houses_health_station,
    houses_school
from restricted__area_coverage
where (
    least(houses_government, houses_temple, houses_mosque, houses_other_religious, houses_health_station, houses_school)
    >= 0
    and houses_government
    + houses_temple
    + houses_mosque
    + houses_other_religious
    + houses_health_station
    + houses_school
    = houses_institutional
) is not true
