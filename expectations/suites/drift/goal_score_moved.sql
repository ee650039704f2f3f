select
    survey_round,
    area_level,
    area_code,
    goal,
    now.score,
    before.score as "in the last release"
from restricted__area_sdg_goal as now
join previous_restricted__area_sdg_goal as before using (survey_round, area_level, area_code, goal)
semi join audit__round_of_the_same_list using (survey_round)
where area_level = '${level}' and least(before.households_applicable, now.households_applicable) >= ${fewest}
    and abs(now.score - before.score) > 100 * ${limit}
