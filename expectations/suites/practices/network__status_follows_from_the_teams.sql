select
    survey_round,
    area_level,
    area_code,
    status,
    teams,
    teams_within
from restricted__area_network
where (
    status = case when teams > 0 then 'own team' when teams_within > 0 then 'teams inside' else 'no team' end
) is not true
