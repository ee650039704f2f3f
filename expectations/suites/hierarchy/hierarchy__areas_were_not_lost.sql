with lost as (
    select
        before.area_level,
        before.area_code,
        before.name_en,
        exists(
            select 1 from previous_open__area_coverage as figures
            where figures.area_level = before.area_level and figures.area_code = before.area_code
                and (figures.houses_registered > 0 or figures.households_surveyed > 0)
        ) as had_houses
    from audit__area_before as before
    left join audit__area_of_today as area using (area_level, area_code)
    where area.area_code is null
        and not exists (
            select 1 from open__area_crosswalk as former
            where starts_with(before.area_code, former.former_area_code)
        )
),

counted as (
    select
        area_level,
        count(*) as areas
    from audit__area_before
    group by all
),

compared as (
    select
        area_level,
        area_code,
        name_en,
        had_houses,
        areas,
        count(*) over (partition by area_level) as areas_lost,
        count(*) filter (where had_houses) over (partition by area_level) as areas_lost_with_houses
    from lost
    join counted using (area_level)
)

select
    area_level,
    area_code,
    name_en,
    had_houses as "had houses"
from compared
where (had_houses and areas_lost_with_houses > ${limit} * areas)
    or areas_lost > corrections(areas, ${limit})
