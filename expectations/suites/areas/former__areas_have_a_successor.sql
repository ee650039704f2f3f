select
    area_level,
    area_code,
    successor_area_code,
    valid_from,
    valid_to
from open__dim_area as area
where (valid_to is null) <> (successor_area_code is null)
    or valid_from > valid_to
    or (valid_to is not null and area_code not in (select former_area_code from open__area_crosswalk))
    or (successor_area_code is not null and area_level <> 'village' and not exists (
        select 1 from open__dim_area as successor
        where successor.area_level = area.area_level and successor.area_code = area.successor_area_code
    ))
