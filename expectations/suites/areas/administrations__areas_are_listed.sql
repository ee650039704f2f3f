select
    area_level,
    area_code,
    name_th
from open__dim_area
where area_level = 'local_administration' and (area_code = concat('0', province_code, '0000')) is not true
    and area_code not in (
        select area_code from open__dim_local_administration
        where area_level = 'local_administration'
    )
