select
    survey_round,
    cutoff,
    nation.households_poor,
    nation.members_poor,
    nation.deprivation_sum,
    nation.members_poor_weighted,
    nation.deprivation_sum_weighted,
    recount.households_poor as "households_poor recounted",
    recount.members_poor as "members_poor recounted",
    recount.deprivation_sum as "deprivation_sum recounted",
    recount.members_poor_weighted as "members_poor_weighted recounted",
    recount.deprivation_sum_weighted as "deprivation_sum_weighted recounted"
from (
    select * from restricted__area_poverty_sensitivity
    where area_level = 'nation'
) as nation
left join audit__cutoff as recount using (survey_round, cutoff)
where nation.households_poor is distinct from coalesce(recount.households_poor, 0)
    or nation.members_poor is distinct from coalesce(recount.members_poor, 0)
    or not is_same_sum(nation.deprivation_sum, coalesce(recount.deprivation_sum, 0))
    or nation.members_poor_weighted is distinct from coalesce(recount.members_poor_weighted, 0)
    or not is_same_sum(nation.deprivation_sum_weighted, coalesce(recount.deprivation_sum_weighted, 0))
