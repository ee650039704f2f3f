select
    table_name as "table",
    batch_id,
    rows_found
from audit__batch
where rows_landed is null
