select
    survey_round,
    area_level,
    area_code,
    cutoff,
    part.households,
    part.members,
    poverty.households as "households in area_poverty",
    poverty.members as "members in area_poverty"
from open__area_poverty_sensitivity as part
left join open__area_poverty as poverty using (survey_round, area_level, area_code)
where part.households is distinct from poverty.households
    or part.members is distinct from poverty.members
    or part.members_weighted is distinct from poverty.members_weighted
