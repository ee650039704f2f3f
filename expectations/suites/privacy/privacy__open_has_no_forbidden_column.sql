select
    'files' as place,
    table_name as "table",
    column_name as "column"
from audit__column
where zone = 'open'
    and (regexp_matches(lower(column_name), '${raw_names}') or regexp_matches(lower(column_name), '${key_names}'))
    and not (table_name = 'release' and column_name = 'source_batches')
union all
select
    'database',
    table_name,
    column_name
from audit__database_column
where (regexp_matches(lower(column_name), '${raw_names}') or regexp_matches(lower(column_name), '${key_names}'))
    and not (table_name = 'release' and column_name = 'source_batches')
