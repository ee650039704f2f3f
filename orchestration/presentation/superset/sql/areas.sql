select
    area_level,
    area_code,
    coalesce(name_th || ' ' || name_en, name_th) as area_name,
    region_name_th || ' ' || region_name_en as region,
    province_code || ' ' || province_name_th || ' ' || province_name_en as province,
    case when area_level = 'province' then 'TH-' || area_code end as iso_code
from dim_area
