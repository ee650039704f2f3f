select
    survey_round,
    area_level,
    area_code,
    households_unmatched
from restricted__area_coverage
where ((area_level = 'nation') = (households_unmatched is not null)) is not true
