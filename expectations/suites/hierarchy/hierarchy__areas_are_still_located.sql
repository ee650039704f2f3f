with counted as (
    select
        'province' as area_level,
        area.province_code as area_code,
        count(*) as areas,
        count(*) filter (where area.longitude is null or area.latitude is null) as areas_without
    from audit__area_located_before as before
    join audit__area_of_today as area using (area_level, area_code)
    where before.area_level in ('district', 'subdistrict')
    group by all
)

select
    area_level,
    area_code,
    areas as "districts and subdistricts that had coordinates",
    areas_without as "of them without now"
from counted
where areas_without > corrections(areas, ${limit})
