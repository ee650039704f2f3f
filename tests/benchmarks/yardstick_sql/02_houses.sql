-- Houses.

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

create type house_kind as enum (
    'residential', 'government', 'temple', 'mosque', 'other_religious', 'health_station', 'school', 'business', 'other'
);

-- Codes and keys as numbers: the register of the nation stays in memory. The central register lists people, not houses.
create temp table house as
select
    house_code::bigint as house_number,
    pseudonym(house_code)::uuid as house_key,
    coalesce(today.village_code, delivered_house.village_code)::integer as village_number,
    house_kind::house_kind as house_kind,
    batch_number,
    longitude,
    latitude,
    registered_on
from delivered_house
join batch on filename = file
left join former_village as today on delivered_house.village_code = today.former_code
where register_type <> 'central';

copy (
    select
        replace(house_key::varchar, '-', '') as house_key,
        village_number::varchar as area_code,
        house_kind::varchar as house_kind,
        batch_id,
        longitude,
        latitude,
        house_kind = 'residential' as is_residential,
        registered_on
    from house join batch using (batch_number)
) to (getvariable('out') || '/restricted/fct_house.parquet') (format parquet, compression zstd);

create temp table village_houses as
select
    village_number::varchar as village_code,
    count(*) as houses_registered,
    count(*) filter (house_kind = 'residential') as houses_residential,
    count(*) filter (
        house_kind in ('government', 'temple', 'mosque', 'other_religious', 'health_station', 'school')
    ) as houses_institutional,
    count(*) filter (house_kind = 'government') as houses_government,
    count(*) filter (house_kind = 'temple') as houses_temple,
    count(*) filter (house_kind = 'mosque') as houses_mosque,
    count(*) filter (house_kind = 'other_religious') as houses_other_religious,
    count(*) filter (house_kind = 'health_station') as houses_health_station,
    count(*) filter (house_kind = 'school') as houses_school,
    count(*) filter (house_kind in ('business', 'other')) as houses_other,
    count(*) filter (longitude is not null and latitude is not null) as houses_with_coordinates,
    sum(longitude) filter (latitude is not null) as longitude_sum,
    sum(latitude) filter (longitude is not null) as latitude_sum
from house
group by all;
