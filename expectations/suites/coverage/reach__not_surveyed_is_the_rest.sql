select
    survey_round,
    area_level,
    area_code,
    houses_residential,
    houses_surveyed,
    houses_not_surveyed,
    houses_never_surveyed,
    houses_with_several_households,
    households_surveyed
from restricted__area_coverage
where (
    houses_surveyed + houses_not_surveyed = houses_residential
    and houses_never_surveyed between 0 and houses_not_surveyed
    and houses_with_several_households between 0 and houses_surveyed
    and houses_surveyed + houses_with_several_households <= households_surveyed
) is not true
