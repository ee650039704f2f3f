select
    survey_round,
    'nation' as area_level,
    nation_code() as area_code,
    indicator_code,
    nation.households_applicable,
    recount.households_applicable as "applicable in fct_household",
    nation.households_failing,
    recount.households_failing as "failing in fct_household",
    nation.members_applicable,
    recount.members_applicable as "their members in fct_household",
    nation.households_applicable_weighted,
    recount.households_applicable_weighted as "weighted, applicable in fct_household",
    nation.households_failing_weighted,
    recount.households_failing_weighted as "weighted, failing in fct_household"
from (
    select * from restricted__area_indicator
    where area_level = 'nation'
) as nation
left join audit__answers as recount using (survey_round, indicator_code)
where nation.households_applicable is distinct from coalesce(recount.households_applicable, 0)
    or nation.households_failing is distinct from coalesce(recount.households_failing, 0)
    or nation.members_applicable is distinct from coalesce(recount.members_applicable, 0)
    or nation.households_applicable_weighted is distinct from coalesce(recount.households_applicable_weighted, 0)
    or nation.households_failing_weighted is distinct from coalesce(recount.households_failing_weighted, 0)
    or nation.members_applicable_weighted is distinct from coalesce(recount.members_applicable_weighted, 0)
