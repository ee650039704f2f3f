select
    figures.survey_round,
    figures.survey_round = (select max(survey_round) from dim_survey_round) as is_latest_round,
    figures.area_level,
    figures.area_code,
    areas.area_name,
    areas.region,
    areas.province,
    areas.iso_code,
    figures.priority_rank,
    figures.reason,
    figures.cases_found,
    figures.cases_open,
    figures.cases_open_over_180_days
from area_priority as figures
join ({areas}) as areas using (area_level, area_code)
where not figures.is_suppressed and figures.indicator_code = 'total'
