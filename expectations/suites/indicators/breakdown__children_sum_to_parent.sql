with children as (
    select
        child.survey_round,
        edge.parent_level as area_level,
        edge.parent_code as area_code,
        edge.child_level,
        indicator_code,
        disaggregation,
        category,
        sum(households_surveyed) as households_surveyed,
        sum(households_applicable) as households_applicable,
        sum(households_failing) as households_failing,
        sum(members_applicable) as members_applicable,
        sum(members_failing) as members_failing,
        sum(households_applicable_weighted) as households_applicable_weighted,
        sum(households_failing_weighted) as households_failing_weighted,
        sum(members_applicable_weighted) as members_applicable_weighted,
        sum(members_failing_weighted) as members_failing_weighted
    from restricted__area_indicator_breakdown as child
    join audit__edge as edge on edge.child_level = child.area_level and edge.child_code = child.area_code
    where disaggregation <> 'total'
    group by all
),

parent as (
    select
        restricted__area_indicator_breakdown.*,
        level.child_level
    from restricted__area_indicator_breakdown join audit__edge_level as level on level.parent_level = area_level
    where disaggregation <> 'total'
        and level.child_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'local_administration')
)

select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    disaggregation,
    category,
    child_level as parts,
    parent.households_surveyed,
    parent.households_applicable,
    parent.households_failing,
    parent.members_applicable,
    parent.members_failing,
    parent.households_applicable_weighted,
    parent.households_failing_weighted,
    parent.members_applicable_weighted,
    parent.members_failing_weighted,
    children.households_surveyed as "households_surveyed of the parts",
    children.households_applicable as "households_applicable of the parts",
    children.households_failing as "households_failing of the parts",
    children.members_applicable as "members_applicable of the parts",
    children.members_failing as "members_failing of the parts",
    children.households_applicable_weighted as "households_applicable_weighted of the parts",
    children.households_failing_weighted as "households_failing_weighted of the parts",
    children.members_applicable_weighted as "members_applicable_weighted of the parts",
    children.members_failing_weighted as "members_failing_weighted of the parts"
from parent
full join children using (survey_round, area_level, area_code, indicator_code, disaggregation, category, child_level)
where parent.households_surveyed is distinct from children.households_surveyed
    or parent.households_applicable is distinct from children.households_applicable
    or parent.households_failing is distinct from children.households_failing
    or parent.members_applicable is distinct from children.members_applicable
    or parent.members_failing is distinct from children.members_failing
    or parent.households_applicable_weighted is distinct from children.households_applicable_weighted
    or parent.households_failing_weighted is distinct from children.households_failing_weighted
    or parent.members_applicable_weighted is distinct from children.members_applicable_weighted
    or parent.members_failing_weighted is distinct from children.members_failing_weighted
