with nation as (
    select
        survey_round,
        disaggregation,
        category,
        max(households_surveyed) as households,
        sum(households_failing) as households_failing,
        sum(members_failing) as members_failing
    from restricted__area_indicator_breakdown
    where area_level = 'nation' and disaggregation not in ('total', 'settlement')
    group by all
)

select
    survey_round,
    disaggregation,
    category,
    nation.households,
    recount.households as "in fct_household",
    nation.households_failing as "failing, over all indicators",
    recount.households_failing as "failing in fct_household"
from nation full join audit__category as recount using (survey_round, disaggregation, category)
where nation.households is distinct from recount.households
    or nation.households_failing is distinct from recount.households_failing
    or nation.members_failing is distinct from recount.members_failing
