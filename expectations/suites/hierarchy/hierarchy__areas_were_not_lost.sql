with lost as (
    select
        before.area_level,
        before.area_code,
        before.name_en
    from audit__area_before as before
    left join audit__area_of_today as area using (area_level, area_code)
    where area.area_code is null
        and not exists (
            select 1 from open__area_crosswalk as former
            where starts_with(before.area_code, former.former_area_code)
        )
)

select * from lost
where (
    select count(*) from lost as other
    where other.area_level = lost.area_level
) > ${lost_areas_limit} * (
    select count(*) from audit__area_before as before
    where before.area_level = lost.area_level
)
