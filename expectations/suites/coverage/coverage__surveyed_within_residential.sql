select
    survey_round,
    area_level,
    area_code,
    houses_surveyed,
    houses_residential,
    households_surveyed,
    members_surveyed
from restricted__area_coverage
where (
    houses_surveyed between 0 and houses_residential
    and households_surveyed >= houses_surveyed
    and members_surveyed >= households_surveyed
) is not true
