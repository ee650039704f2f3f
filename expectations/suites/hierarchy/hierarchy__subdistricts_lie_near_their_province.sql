with located as (
    select
        subdistrict.area_code,
        subdistrict.name_en,
        subdistrict.province_code,
        km_between(place.longitude, place.latitude, middle.longitude, middle.latitude) as kilometres
    from audit__area_of_today as subdistrict
    join audit__place as place using (area_level, area_code)
    join audit__place as middle on middle.area_level = 'province' and middle.area_code = subdistrict.province_code
    where subdistrict.area_level = 'subdistrict'
),

spread as (
    select
        province_code,
        median(kilometres) as spread
    from located
    group by all
),

measured as (
    select
        'subdistrict' as area_level,
        located.area_code,
        located.name_en,
        round(located.kilometres) as kilometres,
        round(greatest(${farthest_subdistrict_km}, ${farthest_spreads} * spread.spread)) as "expected at most"
    from located
    join spread using (province_code)
)

select * from measured
where kilometres > "expected at most"
