-- Half of the third decimal, and what a double adds to it.
select
    area_level,
    area_code,
    area.longitude,
    located.longitude as "longitude in restricted",
    area.latitude,
    located.latitude as "latitude in restricted"
from open__dim_area as area
full join restricted__dim_area as located using (area_level, area_code)
where area.area_level is null or located.area_level is null
    or abs(area.longitude - located.longitude) > 0.000501 or abs(area.latitude - located.latitude) > 0.000501
    or (
        area_level <> 'village'
        and (
            (area.longitude is null) <> (located.longitude is null)
            or (area.latitude is null) <> (located.latitude is null)
        )
    )
