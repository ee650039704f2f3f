select
    area_level,
    area_code
from open__dim_area
left join audit__located as counted using (area_code)
where area_level in ('province', 'district', 'subdistrict', 'village', 'local_administration')
    and (longitude is not null or latitude is not null) and coalesce(counted.houses, 0) < ${fewest_houses_located}
