select
    area_level,
    area_code,
    parent_area_code as region
from audit__area_of_today
where area_level = 'province' and coalesce(
        parent_area_code, '') not in (
        select area_code from audit__area_of_today
        where area_level = 'region' and area_code is not null
    )
