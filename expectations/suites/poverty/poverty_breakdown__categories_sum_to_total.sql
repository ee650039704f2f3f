with summed as (
    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        ${sums}
    from restricted__area_poverty_breakdown as child
    where disaggregation <> 'total'
    group by all
),

total as (
    select
        figures.* exclude (disaggregation),
        expected.disaggregation
    from restricted__area_poverty_breakdown as figures
    cross join (values ('size_class'), ('settlement'), ('head_sex'), ('head_age_class')) as expected (disaggregation)
    where figures.disaggregation = 'total' and figures.households + figures.households_dropped > 0
)

select
    survey_round,
    area_level,
    area_code,
    disaggregation,
    case ${details} end as detail
from total as parent
full join summed as children using (survey_round, area_level, area_code, disaggregation)
where ${differs}
