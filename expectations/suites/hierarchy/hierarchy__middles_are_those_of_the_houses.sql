select
    area.area_level,
    area.area_code,
    area.longitude,
    located.longitude_mean as "longitude in fct_house_location",
    area.latitude,
    located.latitude_mean as "latitude in fct_house_location"
from restricted__dim_area as area
left join audit__located as located using (area_code)
where area.area_level in ('province', 'district', 'subdistrict', 'village')
    and (
        coalesce(abs(area.longitude - located.longitude_mean) > ${degree_tolerance}, false)
        or coalesce(abs(area.latitude - located.latitude_mean) > ${degree_tolerance}, false)
    )
