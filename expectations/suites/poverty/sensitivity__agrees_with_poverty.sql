select
    survey_round,
    area_level,
    area_code,
    cutoff,
    part.households,
    part.members,
    part.members_poor,
    part.deprivation_sum,
    poverty.households as "households in area_poverty",
    poverty.members as "members in area_poverty",
    poverty.members_poor as "members_poor in area_poverty"
from restricted__area_poverty_sensitivity as part
left join restricted__area_poverty as poverty using (survey_round, area_level, area_code)
where part.households is distinct from poverty.households or part.members is distinct from poverty.members
    or part.members_weighted is distinct from poverty.members_weighted
    or (
        part.cutoff_k = poverty.cutoff_k
        and (
            part.households_poor is distinct from poverty.households_poor
            or part.members_poor is distinct from poverty.members_poor
            or part.deprivation_sum is distinct from poverty.deprivation_sum
            or part.members_poor_weighted is distinct from poverty.members_poor_weighted
            or part.deprivation_sum_weighted is distinct from poverty.deprivation_sum_weighted
        )
    )
