with located as (
    select
        province.area_code,
        province.name_en,
        province.parent_area_code as region_code,
        place.longitude,
        place.latitude
    from audit__area_of_today as province
    join audit__place as place using (area_level, area_code)
    where province.area_level = 'province'
    qualify count(*) over (partition by region_code) >= ${fewest_provinces_of_a_region}
),

middle as (
    select
        region_code,
        median(longitude) as longitude,
        median(latitude) as latitude
    from located
    group by all
),

distant as (
    select
        located.*,
        km_between(located.longitude, located.latitude, middle.longitude, middle.latitude) as kilometres
    from located
    join middle using (region_code)
),

spread as (
    select
        region_code,
        median(kilometres) as kilometres
    from distant
    group by all
),

measured as (
    select
        'province' as area_level,
        distant.area_code,
        distant.name_en,
        region_code as "compared with",
        round(distant.kilometres) as kilometres,
        round(greatest(${farthest_province_km}, ${farthest_spreads} * spread.kilometres)) as "expected at most"
    from distant
    join spread using (region_code)
)

select * from measured
where kilometres > "expected at most"
