select
    table_name as "table",
    parquet_rows,
    database_rows,
    parquet_fingerprint = database_fingerprint as "same values"
from audit__database_table
where parquet_rows is distinct from database_rows
    or parquet_fingerprint is distinct from database_fingerprint
