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
    figures.cases_found,
    figures.cases_found_before,
    figures.cases_open,
    figures.cases_open_over_180_days,
    case
        when figures.cases_found_before is null then 'ไม่มีรอบก่อนให้เทียบ / no earlier round to compare with'
        when figures.cases_found > figures.cases_found_before then 'พบมากกว่ารอบก่อน / more found than in the round before'
        when figures.cases_found < figures.cases_found_before then 'พบน้อยกว่ารอบก่อน / fewer found than in the round before'
        else 'พบเท่ารอบก่อน / as many found as in the round before'
    end as trend
from area_priority as figures
join ({areas}) as areas using (area_level, area_code)
where not figures.is_suppressed and figures.indicator_code = 'total'
