select
    survey_round,
    area_level,
    area_code,
    households_surveyed,
    houses_surveyed,
    round(households_surveyed / houses_surveyed, 2) as "households a house"
from restricted__area_coverage
where area_level = 'province'
    and houses_surveyed >= ${fewest_houses_shared}
    and households_surveyed > ${households_of_a_house_limit} * houses_surveyed
