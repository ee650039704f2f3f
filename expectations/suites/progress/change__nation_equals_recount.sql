select
    survey_round,
    indicator_code,
    households_in_both,
    recount.in_both as "in both by fct_household",
    households_entered,
    recount.entered as "entered by fct_household"
from (
    select * from restricted__area_indicator_change
    where area_level = 'nation'
)
left join audit__household_followed as recount using (survey_round, area_level)
where households_in_both is distinct from coalesce(recount.in_both, 0)
    or households_entered is distinct from coalesce(recount.entered, 0)
