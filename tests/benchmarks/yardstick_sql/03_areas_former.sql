-- Areas: villages under a former code, which houses are delivered under.

create temp table batch as
select file, batch_id, row_number() over ()::utinyint as batch_number
from (select unnest(getvariable('batches'), recursive := true));

create temp view delivered_house as
from query(
    case getvariable('file_format')
        when 'csv' then $$
            from read_csv(
                getvariable('house_registry_files'), filename = true, header = true, auto_detect = false, delim = ',',
                quote = '"', escape = '"', nullstr = '', columns = {
                    house_code: 'varchar', house_number: 'varchar', village_code: 'varchar', house_kind: 'varchar',
                    register_type: 'varchar', registered_on: 'date', longitude: 'decimal(9,6)',
                    latitude: 'decimal(8,6)'
                }
            )
        $$
        when 'parquet' then $$ from read_parquet(getvariable('house_registry_files'), filename = true) $$
    end
);

create temp table area_change as
select * replace (nullif(former_area_code, '-') as former_area_code)
from optional_feed(
    'area_changes_files',
    ['area_level', 'former_area_code', 'area_code', 'changed_on', 'is_new_area', 'name_th', 'name_en']
);

-- Villages under a former code. A step goes by the longest former code that one begins with, until none is left.
create temp table former_village as
with recursive step as (
    select distinct village_code as former_code, village_code as code, 0 as number
    from (
        select village_code::varchar as village_code from delivered_house
        union
        select village_code
        from optional_feed(
            'village_local_administration_files', ['village_code', 'lao_code', 'valid_from', 'valid_to']
        )
    )
    where exists (from area_change where starts_with(village_code, former_area_code))
    union all
    select former_code, area_code || substring(code, length(former_area_code) + 1), number + 1
    from (
        select
            step.*, area_code, former_area_code,
            row_number() over (partition by former_code order by length(former_area_code) desc) as place
        from step join area_change on starts_with(code, former_area_code)
    )
    where place = 1
)
select former_code, arg_max(code, number) as village_code from step group by former_code;
