select distinct
    counted.survey_round,
    counted.area_level,
    counted.area_code,
    counted.households_surveyed,
    coverage.households_surveyed as "households_surveyed in area_coverage"
from ${table} as counted
left join restricted__area_coverage as coverage using (survey_round, area_level, area_code)
where counted.households_surveyed is distinct from coverage.households_surveyed
