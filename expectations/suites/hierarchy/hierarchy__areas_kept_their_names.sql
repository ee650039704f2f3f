with renamed as (
    select
        area_level,
        area_code,
        before.name_th as name_th_before,
        area.name_th as name_th_now,
        concat_ws(' / ', before.name_th, before.name_en) as "name in the last release",
        concat_ws(' / ', area.name_th, area.name_en) as "name now"
    from audit__area_before as before
    join audit__area_of_today as area using (area_level, area_code)
    where before.name_th is distinct from area.name_th or before.name_en is distinct from area.name_en
),

-- Names that went from one area to another were mixed up: such an area is found, however few there are.
compared as (
    select
        area_level,
        area_code,
        "name in the last release",
        "name now",
        exists(
            select 1 from renamed as other
            where other.area_level = renamed.area_level and other.area_code <> renamed.area_code
                and other.name_th_before = renamed.name_th_now and other.name_th_before <> other.name_th_now
        ) as is_name_of_another
    from renamed
)

select
    area_level,
    area_code,
    "name in the last release",
    "name now"
from compared
where is_name_of_another
    or (
        select count(*) from compared as other
        where other.area_level = compared.area_level
    ) > (
        select corrections(count(*), ${limit}) from audit__area_before as before
        where before.area_level = compared.area_level
    )
