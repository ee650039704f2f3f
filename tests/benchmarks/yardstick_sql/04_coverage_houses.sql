-- Coverage: the houses of the register.

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
        round(longitude, 2)::double as longitude,
        round(latitude, 2)::double as latitude,
        house_kind = 'residential' as is_residential,
        registered_on
    from house join batch using (batch_number)
) to (getvariable('out') || '/restricted/fct_house.parquet') (format parquet, compression zstd);

copy (
    select
        replace(house_key::varchar, '-', '') as house_key,
        village_number::varchar as area_code,
        longitude::double as longitude,
        latitude::double as latitude
    from house
    where longitude is not null and latitude is not null
) to (getvariable('out') || '/restricted/fct_house_location.parquet') (format parquet, compression zstd);

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
