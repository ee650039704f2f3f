with links as (

    select * from {{ ref('indicator_sdg_links') }}

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
