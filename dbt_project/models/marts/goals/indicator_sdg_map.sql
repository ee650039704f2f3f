with delivered as (

    select * from {{ ref('stg_indicator_sdg_map__links') }}

),

-- The project's own links speak of its own indicators, not of a delivered list's.
links as (

    select
        indicator_code,
        sdg_target,
        sdg_indicator,
        fit,
        kpi_counts
    from delivered

    union all

    select
        indicator_code,
        sdg_target,
        sdg_indicator,
        fit,
        cast(null as string) as kpi_counts
    from {{ ref('indicator_sdg_links') }}
    where
        not exists (select 1 from delivered)
        and not exists (select 1 from {{ ref('stg_indicator_framework__indicators') }})

),

targets as (

    select * from {{ ref('sdg_targets') }}

),

places as (

    select * from {{ ref('dim_sdg_indicator') }}

),

-- An SDG indicator counts one side, at each of its places: landing refuses links that name two.
sides as (

    select
        places.canonical_indicator,
        max(links.kpi_counts) as kpi_counts
    from links
    inner join places on links.sdg_indicator = places.sdg_indicator
    group by places.canonical_indicator

),

final as (

    select
        links.indicator_code,
        links.sdg_target,
        links.sdg_indicator,
        links.fit,
        coalesce(sides.kpi_counts, places.kpi_counts) as kpi_counts,
        targets.goal
    from links
    left join targets on links.sdg_target = targets.sdg_target
    left join places on links.sdg_indicator = places.sdg_indicator
    left join sides on places.canonical_indicator = sides.canonical_indicator

)

select * from final
