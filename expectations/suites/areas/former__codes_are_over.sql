select
    former.area_level,
    former_area_code,
    former.area_code
from open__area_crosswalk as former
join audit__area_of_today as area on area.area_level = former.area_level and area.area_code = former_area_code
union all
select
    min(area_level),
    former_area_code,
    string_agg(area_code, ' and ' order by area_code)
from open__area_crosswalk
group by former_area_code
having count(*) > 1
