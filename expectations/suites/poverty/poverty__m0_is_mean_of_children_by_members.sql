with children as (
    select
        child.survey_round,
        edge.parent_level,
        edge.parent_code,
        edge.child_level,
        sum(child.adjusted_headcount_ratio * child.members_weighted) / sum(child.members_weighted) as weighted
    from restricted__area_poverty as child
    join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
    where child.members > 0
    group by all
)

select
    parent.survey_round,
    parent.area_level,
    parent.area_code,
    parent.adjusted_headcount_ratio,
    children.weighted as "mean of children, by members",
    children.child_level as children
from restricted__area_poverty as parent
join children
    on children.survey_round = parent.survey_round
    and children.parent_level = parent.area_level and children.parent_code = parent.area_code
where (abs(parent.adjusted_headcount_ratio - children.weighted) <= ${rate_tolerance}) is not true
