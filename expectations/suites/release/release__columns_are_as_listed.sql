select
    concat(zone, '/', table_name, '.', column_name) as "column",
    type_listed,
    type_found
from audit__column
where type_listed is distinct from type_found
