select
    area_level,
    count(*) as rows
from ${table}
where (area_level in (${levels})) is not true
group by all
