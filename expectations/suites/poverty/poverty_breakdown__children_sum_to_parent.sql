with children as (
    select
        child.survey_round,
        edge.parent_level as area_level,
        edge.parent_code as area_code,
        edge.child_level,
        disaggregation,
        category,
        ${sums}
    from restricted__area_poverty_breakdown as child
    join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
    where disaggregation <> 'total'
    group by all
),

parent as (
    select
        figures.*,
        level.child_level
    from restricted__area_poverty_breakdown as figures
    join audit__edge_level as level on level.parent_level = figures.area_level
    where figures.disaggregation <> 'total' and level.child_level not in ('subdistrict', 'village')
)

select
    survey_round,
    area_level,
    area_code,
    disaggregation,
    category,
    child_level as parts,
    case ${details} end as detail
from parent
full join children using (survey_round, area_level, area_code, disaggregation, category, child_level)
where ${differs}
