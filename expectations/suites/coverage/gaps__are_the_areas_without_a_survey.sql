select
    survey_round,
    area_level,
    area_code,
    gap.houses_residential,
    gap.houses_never_surveyed,
    area.houses_residential as "houses_residential in area_coverage",
    area.households_surveyed
from restricted__coverage_gap as gap
full join (
    select * from restricted__area_coverage
    where houses_residential > 0 and households_surveyed = 0
) as area using (survey_round, area_level, area_code)
where gap.houses_residential is distinct from area.houses_residential
    or gap.houses_never_surveyed is distinct from area.houses_never_surveyed
