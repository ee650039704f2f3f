with practices as (

    select * from {{ ref('stg_practices__practices') }}

),

links as (

    select * from {{ ref('indicator_sdg_map') }}

),

measured as (

    select
        practice_id,
        area_level,
        area_code,
        indicator_code,
        sdg_target,
        goal
    from practices
    where
        case when indicator_code is null then 0 else 1 end
        + case when sdg_target is null then 0 else 1 end
        + case when goal is null then 0 else 1 end = 1

),

final as (

    select
        practice_id,
        area_level,
        area_code,
        indicator_code
    from measured
    where indicator_code is not null

    union

    select
        measured.practice_id,
        measured.area_level,
        measured.area_code,
        links.indicator_code
    from measured
    inner join links on measured.sdg_target = links.sdg_target or measured.goal = links.goal

)

select * from final
