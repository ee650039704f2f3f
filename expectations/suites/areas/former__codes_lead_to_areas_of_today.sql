select
    area_level,
    former_area_code,
    area_code
from open__area_crosswalk as former
where not exists (
        select 1 from audit__area_of_today as area
        where case when former.area_level = 'village'
                    then area.area_level = 'subdistrict' and area.area_code = left(former.area_code, 6)
                else area.area_level = former.area_level and area.area_code = former.area_code
            end
    )
