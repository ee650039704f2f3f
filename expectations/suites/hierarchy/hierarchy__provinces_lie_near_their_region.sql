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
),

-- A region of fewer than three provinces has no middle to tell from its edge: its provinces are compared with all.
compared as (
    select
        *,
        if(count(*) over (partition by region_code) < 3, 'nation', region_code) as compared_with
    from located
),

member as (
    select
        region_code as compared_with,
        longitude,
        latitude
    from located
    union all
    select
        'nation' as compared_with,
        longitude,
        latitude
    from located
),

middle as (
    select
        compared_with,
        median(longitude) as longitude,
        median(latitude) as latitude
    from member
    group by all
),

spread as (
    select
        compared_with,
        median(km_between(member.longitude, member.latitude, middle.longitude, middle.latitude)) as kilometres
    from member
    join middle using (compared_with)
    group by all
),

measured as (
    select
        'province' as area_level,
        compared.area_code,
        compared.name_en,
        compared_with as "compared with",
        round(km_between(compared.longitude, compared.latitude, middle.longitude, middle.latitude)) as kilometres,
        round(greatest(${farthest_province_km}, ${farthest_spreads} * spread.kilometres)) as "expected at most"
    from compared
    join middle using (compared_with)
    join spread using (compared_with)
)

select * from measured
where kilometres > "expected at most"
