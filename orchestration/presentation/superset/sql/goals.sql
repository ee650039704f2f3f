select
    figures.survey_round,
    figures.survey_round = (select max(survey_round) from dim_survey_round) as is_latest_round,
    figures.area_level,
    figures.area_code,
    areas.area_name,
    areas.region,
    areas.province,
    areas.iso_code,
    figures.goal,
    right('0' || figures.goal, 2) || ' ' || goals.name_th || ' ' || goals.name_en
    || case when figures.measurement = 'not_measured' then ' (ไม่ได้วัด / not measured)' else '' end as goal_name,
    figures.measurement,
    figures.households_applicable,
    figures.households_failing,
    figures.failing_rate,
    figures.score
from area_sdg_goal as figures
join ({areas}) as areas using (area_level, area_code)
join dim_sdg_goal as goals on goals.goal = figures.goal
where not figures.is_suppressed
