select
    'province' as area_level,
    province.area_code,
    province.name_en,
    astray.houses as "houses with coordinates",
    astray.houses_astray as "of them far from their subdistrict"
from audit__area_of_today as province
join audit__astray as astray using (area_code)
where province.area_level = 'province' and astray.houses_astray > ${astray_houses_warning} * astray.houses
