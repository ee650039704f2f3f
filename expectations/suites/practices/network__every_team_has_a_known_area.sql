select
    survey_round,
    teams_unlocated,
    teams_within
from (
    from restricted__area_network
    where area_level = 'nation'
)
where (teams_unlocated = 0) is not true
