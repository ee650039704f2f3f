select
    figures.survey_round,
    figures.survey_round = (select max(survey_round) from dim_survey_round) as is_latest_round,
    figures.area_level,
    figures.area_code,
    areas.area_name,
    areas.region,
    areas.province,
    areas.iso_code,
    figures.gap_rank,
    figures.houses_residential,
    figures.houses_never_surveyed
from coverage_gap as figures
join ({areas}) as areas using (area_level, area_code)
where not figures.is_suppressed
