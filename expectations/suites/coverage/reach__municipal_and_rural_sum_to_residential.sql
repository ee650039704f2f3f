select
    survey_round,
    area_level,
    area_code,
    houses_residential,
    houses_municipal,
    houses_rural,
    houses_settlement_unknown,
    houses_surveyed,
    houses_municipal_surveyed,
    houses_rural_surveyed
from restricted__area_coverage
where (
    least(houses_municipal, houses_rural, houses_settlement_unknown, houses_municipal_surveyed, houses_rural_surveyed)
    >= 0
    and houses_municipal + houses_rural + houses_settlement_unknown = houses_residential
    and houses_municipal_surveyed <= houses_municipal
    and houses_rural_surveyed <= houses_rural
    and houses_municipal_surveyed
    + houses_rural_surveyed between houses_surveyed
    - houses_settlement_unknown and houses_surveyed
) is not true
