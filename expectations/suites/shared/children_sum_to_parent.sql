-- Parents whose measures are not the sums of their children's: one row per parent and level of children.
with children as (
    select
        child.survey_round,
        edge.parent_level,
        edge.parent_code,
        edge.child_level,
        ${item} as item,
        ${sums}
    from ${table} as child
    join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
    group by all
)

select
    parent.survey_round,
    parent.area_level,
    parent.area_code,
    ${shown_item}
    case ${details} end as detail
from ${table} as parent
join audit__edge_level as level on level.parent_level = parent.area_level
left join children
    on children.survey_round = parent.survey_round
    and children.parent_level = parent.area_level
    and children.parent_code = parent.area_code
    and children.child_level = level.child_level
    and children.item = ${item}
where ${differs}
