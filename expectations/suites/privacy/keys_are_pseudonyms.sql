select
    column_name as "column",
    malformed
from audit__key
where table_name = '${name}' and malformed <> 0
