select
    concat(zone, '/', table_name) as "table",
    is_published as promised,
    is_listed as held
from audit__table
where is_published is distinct from is_listed
