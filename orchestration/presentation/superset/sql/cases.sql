select
    figures.survey_round,
    figures.survey_round = (select max(survey_round) from dim_survey_round) as is_latest_round,
    figures.area_level,
    figures.area_code,
    areas.area_name,
    areas.region,
    areas.province,
    areas.iso_code,
    figures.cases_found,
    figures.cases_open,
    figures.cases_not_started,
    figures.cases_in_progress,
    figures.cases_referred,
    figures.cases_solved,
    figures.cases_open_over_180_days,
    figures.solved_rate,
    figures.median_days_to_solution
from area_case_progress as figures
join ({areas}) as areas using (area_level, area_code)
where not figures.is_suppressed
