select
    survey_round,
    area_level,
    area_code,
    item,
    least
from audit__bound
where least >= most
