select
    survey_round,
    area_level,
    area_code,
    now.houses_registered,
    now.households_surveyed,
    before.houses_registered as "houses in the last release",
    before.households_surveyed as "households in the last release"
from previous_restricted__area_coverage as before
left join restricted__area_coverage as now using (survey_round, area_level, area_code)
where area_level = 'province'
    and (
        (before.houses_registered > 0 and coalesce(now.houses_registered, 0) = 0)
        or (before.households_surveyed > 0 and coalesce(now.households_surveyed, 0) = 0)
    )
