with appeared as (
    select
        area.area_level,
        area.area_code,
        area.name_en
    from audit__area_of_today as area
    left join audit__area_before as before using (area_level, area_code)
    where area.area_level in ('province', 'district', 'subdistrict')
        and area.valid_from is null and before.area_code is null
)

select * from appeared
where exists (select 1 from audit__area_before) and (
        select count(*) from appeared as other
        where other.area_level = appeared.area_level
    ) > (
        select corrections(count(*), ${limit}) from audit__area_before as before
        where before.area_level = appeared.area_level
    )
