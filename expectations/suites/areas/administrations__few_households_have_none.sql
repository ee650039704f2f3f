select
    survey_round,
    sum(households_surveyed) filter (where area_code = concat('0', province_code, '0000')) as "households without one",
    sum(households_surveyed) as households_surveyed
from restricted__area_coverage
join (
    select
        area_level,
        area_code,
        province_code
    from open__dim_area
) as area using (area_level, area_code)
where area_level = 'local_administration'
group by survey_round
having "households without one" > ${without_administration_warning} * sum(households_surveyed)
