select
    province.area_level,
    province.area_code
from open__dim_area as province
where area_level = 'province' and exists (select 1 from open__dim_local_administration)
    and not exists (
        select 1 from open__dim_area as area
        where area.area_level = 'local_administration' and area.area_code = concat('0', province.area_code, '0000')
    )
