select
    figures.survey_round,
    figures.survey_round = (select max(survey_round) from dim_survey_round) as is_latest_round,
    figures.area_level,
    figures.area_code,
    areas.area_name,
    areas.region,
    areas.province,
    areas.iso_code,
    figures.houses_residential,
    figures.houses_surveyed,
    figures.houses_not_surveyed,
    figures.houses_never_surveyed,
    figures.households_surveyed,
    figures.coverage_rate,
    figures.municipal_coverage_rate,
    figures.rural_coverage_rate
from area_coverage as figures
join ({areas}) as areas using (area_level, area_code)
