select
    table_name as "table",
    now.rows_found as rows,
    before.rows as "in the last release"
from audit__table as now
join audit__table_before as before using (zone, table_name)
where table_name in (${tables}) and zone = 'restricted'
    and coalesce(now.rows_found, 0) < (1 - ${limit}) * before.rows
