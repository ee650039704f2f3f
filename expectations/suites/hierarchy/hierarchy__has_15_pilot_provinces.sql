select
    count(*) filter (where is_sdg_pilot) as pilots,
    count(*) filter (where is_sdg_pilot is null) as unmarked
from audit__area_of_today
where area_level = 'province'
having pilots <> ${pilot_provinces} or unmarked <> 0
