select
    survey_round,
    nation.area_level,
    nation.area_code,
    sum(now.houses_registered) as houses_registered,
    sum(before.houses_registered) as "in the last release"
from restricted__area_coverage as now
join previous_restricted__area_coverage as before using (survey_round, area_level, area_code)
join (
    select
        survey_round,
        area_level,
        area_code
    from restricted__area_coverage
    where area_level = 'nation'
) as nation using (survey_round)
where now.area_level = 'province' and before.houses_registered > 0
group by survey_round, nation.area_level, nation.area_code
having sum(now.houses_registered) > (1 + ${register_growth_limit}) * sum(before.houses_registered)
