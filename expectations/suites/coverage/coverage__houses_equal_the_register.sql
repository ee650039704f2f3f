select
    survey_round,
    area_level,
    area_code,
    houses_registered,
    houses as "houses in fct_house"
from restricted__area_coverage
cross join audit__house
where area_level = 'nation' and houses_registered is distinct from houses
