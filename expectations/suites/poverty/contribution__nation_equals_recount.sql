select
    survey_round,
    indicator_code,
    nation.members_poor_failing,
    recount.members_poor_failing as "recounted from fct_household",
    nation.members_failing,
    recount.members_counted_failing as "members_failing recounted",
    nation.members_poor_failing_weighted,
    recount.members_poor_failing_weighted as "weighted, recounted"
from (
    select * from restricted__area_poverty_contribution
    where area_level = 'nation'
) as nation
left join audit__answers as recount using (survey_round, indicator_code)
where nation.members_poor_failing is distinct from coalesce(recount.members_poor_failing, 0)
    or nation.members_failing <> recount.members_counted_failing
    or nation.members_poor_failing_weighted is distinct from coalesce(recount.members_poor_failing_weighted, 0)
