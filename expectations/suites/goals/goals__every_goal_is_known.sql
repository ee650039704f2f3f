with named as (
    select
        'area_sdg_goal' as "table",
        item as goal
    from audit__item_rows_area_sdg_goal
    union
    select
        'area_sdg_target',
        cast(goal as varchar)
    from restricted__area_sdg_target
    union
    select
        'indicator_sdg_map',
        cast(goal as varchar)
    from open__indicator_sdg_map
    union
    select
        'dim_sdg_target',
        cast(goal as varchar)
    from open__dim_sdg_target
    union
    select
        'dim_sdg_indicator',
        cast(goal as varchar)
    from open__dim_sdg_indicator
)

select
    coalesce(goal, 'absent') as goal,
    "table"
from named
where coalesce(
        goal, '') not in (
        select cast(goal as varchar) from open__dim_sdg_goal
        where goal is not null
    )
