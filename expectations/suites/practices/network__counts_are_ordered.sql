select
    survey_round,
    area_level,
    area_code,
    teams,
    teams_within,
    partner_groups_within,
    members_trained,
    members_trained_within,
    teams_unlocated
from restricted__area_network
where (
    teams >= 0
    and teams <= teams_within
    and members_trained >= 0
    and members_trained <= members_trained_within
    and partner_groups_within <= least(teams_within, 7)
    and (partner_groups_within > 0) = (teams_within > 0)
    and (area_level = 'nation') = (teams_unlocated is not null)
) is not true
