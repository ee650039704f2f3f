-- The central register is no house, and a case has several events: these two have fewer rows than landed.
select
    table_name as "table",
    batch_id,
    rows_landed,
    rows_found
from audit__batch
where rows_found > rows_landed or (table_name = 'fct_household' and rows_found < rows_landed)
