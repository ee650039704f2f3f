select
    table_name as "table",
    column_name as "column"
from audit__column
where zone = 'restricted'
    and regexp_matches(lower(column_name), '${raw_names}')
    and not (table_name = 'release' and column_name = 'source_batches')
