select
    lao_code,
    lao_type,
    area_level,
    area_code
from open__dim_local_administration as listed
left join (
    select
        area_level,
        area_code,
        province_code as province_of_area
    from open__dim_area
) as area
    using (area_level, area_code)
where province_of_area is distinct from province_code
    or case when lao_type = 'provincial_administration' then area_level <> 'province'
        else area_level <> 'local_administration' or area_code <> lao_code
    end
