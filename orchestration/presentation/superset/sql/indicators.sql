select
    figures.survey_round,
    figures.survey_round = (select max(survey_round) from dim_survey_round) as is_latest_round,
    figures.area_level,
    figures.area_code,
    areas.area_name,
    areas.region,
    areas.province,
    areas.iso_code,
    figures.indicator_code || ' ' || indicators.name_th as indicator,
    indicators.name_en as indicator_name_en,
    {dimension} as dimension,
    figures.households_surveyed,
    figures.households_applicable,
    figures.households_failing,
    figures.failing_rate,
    figures.households_applicable >= 30 as has_thirty_households
from area_indicator as figures
join ({areas}) as areas using (area_level, area_code)
join dim_survey_round as rounds on rounds.survey_round = figures.survey_round
join dim_indicator as indicators
    on indicators.framework_version = rounds.framework_version and indicators.indicator_code = figures.indicator_code
where not figures.is_suppressed
