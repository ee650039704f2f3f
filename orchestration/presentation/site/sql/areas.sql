-- One row per area of today, each with the words of its entry.
select
    area.area_level,
    area.area_code,
    area.province_code,
    area.parent_area_code,
    area.name_th,
    area.name_en,
    coalesce(area.is_sdg_pilot, false) as is_sdg_pilot,
    area.longitude,
    area.latitude,
    latest.place as round
from shown_area as area
inner join latest using (area_level, area_code)
order by area.area_level, area.area_code
