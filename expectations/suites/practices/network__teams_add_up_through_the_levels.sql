with inside as (
    select
        edge.parent_level,
        edge.parent_code,
        edge.child_level,
        sum(child.teams_within) as teams,
        sum(child.members_trained_within) as members
    from restricted__area_network as child
    join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
    where edge.child_level <> 'local_administration'
    group by all
)

select
    survey_round,
    area_level,
    area_code,
    level.child_level as "summed over",
    teams_within,
    parent.teams + coalesce(inside.teams, 0) as "own teams and those inside",
    members_trained_within,
    parent.members_trained + coalesce(inside.members, 0) as "their members"
from restricted__area_network as parent
join audit__edge_level as level
    on level.parent_level = parent.area_level and level.child_level <> 'local_administration'
left join inside
    on inside.parent_level = parent.area_level and inside.parent_code = parent.area_code
    and inside.child_level = level.child_level
where parent.teams_within is distinct from parent.teams + coalesce(inside.teams, 0)
    or parent.members_trained_within is distinct from parent.members_trained + coalesce(inside.members, 0)
