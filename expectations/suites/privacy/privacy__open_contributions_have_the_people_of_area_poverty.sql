select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    part.members,
    part.members_poor,
    poverty.members as "members in area_poverty",
    poverty.members_poor as "members_poor in area_poverty",
    part.contribution_share
from open__area_poverty_contribution as part
left join open__area_poverty as poverty using (survey_round, area_level, area_code)
where part.members is distinct from poverty.members
    or part.members_weighted is distinct from poverty.members_weighted
    or part.is_suppressed
    is distinct from (coalesce(poverty.households_poor, 0) < ${open_fewest_poor_detailed} or poverty.is_suppressed)
    or (
        not part.is_suppressed
        and (
            part.members_poor is distinct from poverty.members_poor
            or part.members_poor_weighted is distinct from poverty.members_poor_weighted
            or not is_near(part.contribution_share, part.contribution / nullif(poverty.adjusted_headcount_ratio, 0))
        )
    )
