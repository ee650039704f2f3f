select
    survey_round,
    area_level,
    area_code,
    coverage_rate,
    houses_surveyed,
    houses_residential
from restricted__area_coverage
where (is_ratio(coverage_rate, houses_surveyed, houses_residential)) is not true
