select
    area_level,
    area_code
from audit__area_of_today
where area_level = 'province' and is_sdg_pilot is null
