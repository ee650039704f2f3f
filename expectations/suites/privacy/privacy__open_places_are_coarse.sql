select
    area_level,
    area_code,
    longitude,
    latitude
from open__dim_area
where (area_level = 'village' and (longitude is not null or latitude is not null))
    or longitude <> round(longitude, 3) or latitude <> round(latitude, 3)
