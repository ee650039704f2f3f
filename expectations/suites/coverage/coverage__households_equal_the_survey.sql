with counted as (
    select
        survey_round,
        sum(households) as households
    from audit__household
    group by all
)

select
    survey_round,
    nation.households_surveyed,
    nation.households_unmatched,
    counted.households as "households in fct_household"
from (
    select * from restricted__area_coverage
    where area_level = 'nation'
) as nation
full join counted using (survey_round)
where nation.households_surveyed + nation.households_unmatched is distinct from counted.households
