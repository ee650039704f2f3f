select
    survey_round,
    area_level,
    area_code,
    municipal_coverage_rate,
    rural_coverage_rate,
    houses_municipal,
    houses_rural,
    houses_municipal_surveyed,
    houses_rural_surveyed
from restricted__area_coverage
where (
    is_ratio(municipal_coverage_rate, houses_municipal_surveyed, houses_municipal)
    and is_ratio(rural_coverage_rate, houses_rural_surveyed, houses_rural)
) is not true
