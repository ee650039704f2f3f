-- NEXT STEP: select the rows that break the rule, with what a reader needs to find them; then remove this line.
select
    survey_round,
    area_level,
    area_code
from $${table}
where false
