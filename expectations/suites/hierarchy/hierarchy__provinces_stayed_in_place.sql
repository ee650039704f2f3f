-- A province with few houses may come to lie nowhere because one of them lost its coordinates.
with registered as (
    select
        area_code,
        max(houses_registered) as houses
    from open__area_coverage
    where area_level = 'province'
    group by all
),

moved as (
    select
        area_level,
        area_code,
        area.name_en,
        area.longitude,
        area.latitude,
        before.longitude as "longitude in the last release",
        before.latitude as "latitude in the last release",
        round(km_between(area.longitude, area.latitude, before.longitude, before.latitude)) as kilometres,
        registered.houses
    from audit__area_located_before as before
    join audit__area_of_today as area using (area_level, area_code)
    left join registered using (area_code)
    where area_level = 'province'
)

select * from moved
where kilometres > ${limit} or (kilometres is null and houses >= ${fewest_houses_unlocated})
