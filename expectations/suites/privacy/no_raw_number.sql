-- The count alone is shown: the value would be the very thing that must not be shown.
select
    table_name as "table",
    column_name as "column",
    "values"
from ${evidence}
where "values" > 0 and place = '${place}'
