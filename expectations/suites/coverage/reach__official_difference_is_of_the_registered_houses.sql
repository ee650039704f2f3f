select
    survey_round,
    area_level,
    area_code,
    houses_registered,
    houses_official,
    houses_official_difference
from restricted__area_coverage
where (houses_official_difference is not distinct from houses_registered - houses_official) is not true
