select
    survey_round,
    houses_surveyed,
    counted.houses as "houses with a household in fct_household",
    houses_with_several_households,
    counted.houses_shared as "with several",
    houses_residential - houses_never_surveyed as "ever surveyed",
    counted.houses_ever as "with a household in this round or before"
from restricted__area_coverage
left join audit__house_reached as counted using (survey_round)
where area_level = 'nation' and (
        houses_surveyed is distinct from coalesce(counted.houses, 0)
        or houses_with_several_households is distinct from coalesce(counted.houses_shared, 0)
        or houses_residential - houses_never_surveyed is distinct from counted.houses_ever
    )
