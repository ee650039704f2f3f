select
    survey_round,
    area_level,
    area_code,
    poverty.households,
    households_dropped,
    coverage.households_surveyed as "households_surveyed in area_coverage",
    poverty.members,
    members_dropped,
    coverage.members_surveyed as "members_surveyed in area_coverage"
from restricted__area_poverty as poverty
left join restricted__area_coverage as coverage using (survey_round, area_level, area_code)
where poverty.households + households_dropped is distinct from coverage.households_surveyed
    or poverty.members + members_dropped is distinct from coverage.members_surveyed
