with nation as (
    select * from restricted__area_poverty_breakdown
    where area_level = 'nation' and disaggregation not in ('total', 'settlement')
)

select
    survey_round,
    disaggregation,
    category,
    nation.households_dropped,
    nation.households_poor,
    nation.members_poor,
    nation.deprivation_sum,
    nation.members_poor_weighted,
    nation.deprivation_sum_weighted,
    recount.households_dropped as "dropped in fct_household",
    recount.households_poor as "poor in fct_household",
    recount.members_poor as "poor members in fct_household",
    recount.deprivation_sum as "deprivations in fct_household",
    recount.members_poor_weighted as "poor members in fct_household, weighted",
    recount.deprivation_sum_weighted as "deprivations in fct_household, weighted"
from nation full join audit__category as recount using (survey_round, disaggregation, category)
where nation.households_dropped is distinct from recount.households_dropped
    or nation.members_dropped is distinct from recount.members_dropped
    or nation.households_poor is distinct from recount.households_poor
    or nation.members_poor is distinct from recount.members_poor
    or not is_same_sum(nation.deprivation_sum, recount.deprivation_sum)
    or nation.members_poor_weighted is distinct from recount.members_poor_weighted
    or not is_same_sum(nation.deprivation_sum_weighted, recount.deprivation_sum_weighted)
