select
    area.area_level,
    area.area_code,
    area.province_code,
    parent.province_code as "province_code of the parent"
from audit__area_of_today as area
left join audit__area_of_today as parent
    on parent.area_code = area.parent_area_code
    and parent.area_level in ('province', 'district', 'subdistrict')
where (area.area_level = 'province' and area.province_code is distinct from area.area_code)
    or (
        area.area_level in ('district', 'subdistrict', 'village', 'local_administration')
        and area.province_code is distinct from parent.province_code
    )
