select indicator_code as indicator, goal, sdg_target as target, fit
from open.indicator_sdg_map
group by all
order by indicator, goal, target
