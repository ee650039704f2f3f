-- Tables and columns of the open database, with the descriptions that it has: English, and Thai from the first Thai
-- line.
select
    tables.table_name as name,
    tables.comment as text,
    list({{'name': column_name, 'type': lower(data_type), 'text': columns.comment}} order by column_index) as columns
from duckdb_tables() as tables
inner join duckdb_columns() as columns using (database_name, table_name)
where tables.database_name = 'open'
group by all
order by name
