with total as (
    select * from restricted__area_poverty_breakdown
    where disaggregation = 'total'
),

poverty as (
    select * from restricted__area_poverty
    where area_level not in ('subdistrict', 'village')
)

select
    survey_round,
    area_level,
    area_code,
    case ${details} end as detail
from total as parent
full join poverty as children using (survey_round, area_level, area_code)
where ${differs}
