select
    province_code,
    coalesce(found.rows, 0) as rows,
    coalesce(found.without, 0) as "rows without a pledge"
from (
    select area_code as province_code from audit__area_of_today
    where area_level = 'province'
) as province
full join (
    select
        province_code,
        count(*) as rows,
        count(*) filter (where pledge_id is null) as without
    from open__pledge_progress
    group by all
) as found using (province_code)
where province.province_code is null or found.province_code is null or (found.without > 0 and found.rows > 1)
