select
    area_level,
    area_code,
    area.name_en,
    round(km_between(area.longitude, area.latitude, before.longitude, before.latitude)) as kilometres
from audit__area_located_before as before
join audit__area_of_today as area using (area_level, area_code)
where area_level in ('district', 'subdistrict')
    and km_between(area.longitude, area.latitude, before.longitude, before.latitude) > ${limit}
