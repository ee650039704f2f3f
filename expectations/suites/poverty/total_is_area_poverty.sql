with total as (
    select * from ${table}
    where disaggregation = 'total' and ${of_rounds}
),

poverty as (
    select * from ${poverty}
    where area_level in (${levels}) and ${of_rounds}
)

select
    survey_round,
    area_level,
    area_code,
    case ${details} end as detail
from total as parent
full join poverty as children using (survey_round, area_level, area_code)
where ${differs}
