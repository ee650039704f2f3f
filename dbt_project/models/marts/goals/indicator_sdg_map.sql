with delivered as (

    select * from {{ ref('stg_indicator_sdg_map__links') }}

),

-- The project's own links speak of its own indicators, not of a delivered list's.
links as (

    select
        indicator_code,
        sdg_target,
        sdg_indicator,
        fit
    from delivered

    union all

    select
        indicator_code,
        sdg_target,
        sdg_indicator,
        fit
    from {{ ref('indicator_sdg_links') }}
    where
        not exists (select 1 from delivered)
        and not exists (select 1 from {{ ref('stg_indicator_framework__indicators') }})

),

targets as (

    select * from {{ ref('sdg_targets') }}

),

final as (

    select
        links.indicator_code,
        links.sdg_target,
        links.sdg_indicator,
        links.fit,
        targets.goal
    from links
    left join targets on links.sdg_target = targets.sdg_target

)

select * from final
