select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    part.members,
    part.members_poor,
    part.members_failing,
    poverty.members as "members in area_poverty",
    poverty.members_poor as "members_poor in area_poverty",
    indicator.members_failing as "members_failing in area_indicator"
from restricted__area_poverty_contribution as part
left join restricted__area_poverty as poverty using (survey_round, area_level, area_code)
left join restricted__area_indicator as indicator using (survey_round, area_level, area_code, indicator_code)
where part.members is distinct from poverty.members or part.members_poor is distinct from poverty.members_poor
    or part.members_weighted is distinct from poverty.members_weighted
    or part.members_poor_weighted is distinct from poverty.members_poor_weighted
    or (
        part.members_failing = indicator.members_failing
        and part.members_failing_weighted = indicator.members_failing_weighted
        or poverty.households_dropped > 0 and part.members_failing < indicator.members_failing
        and part.members_failing_weighted < indicator.members_failing_weighted
        or poverty.households_dropped > 0 and part.members_failing = indicator.members_failing
        and part.members_failing_weighted = indicator.members_failing_weighted
    ) is not true
