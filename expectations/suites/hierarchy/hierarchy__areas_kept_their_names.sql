with renamed as (
    select
        area_level,
        area_code,
        concat_ws(' / ', before.name_th, before.name_en) as "name in the last release",
        concat_ws(' / ', area.name_th, area.name_en) as "name now"
    from audit__area_before as before
    join audit__area_of_today as area using (area_level, area_code)
    where before.name_th is distinct from area.name_th or before.name_en is distinct from area.name_en
)

select * from renamed
where (
    select count(*) from renamed as other
    where other.area_level = renamed.area_level
) > ${renamed_areas_limit} * (
    select count(*) from audit__area_before as before
    where before.area_level = renamed.area_level
)
