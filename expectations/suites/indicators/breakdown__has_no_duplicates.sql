select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    disaggregation,
    category,
    count(*) as rows
from restricted__area_indicator_breakdown
group by all
having count(*) > 1
