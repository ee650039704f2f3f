select
    concat(zone, '/', table_name) as "table",
    rows_listed,
    rows_found
from audit__table
where is_listed and rows_listed is distinct from rows_found
