with targets as (

    select * from {{ ref('sdg_targets') }}

),

mapped as (

    select
        sdg_target,
        count(distinct indicator_code) as indicators_mapped
    from {{ ref('int_round_links_joined') }}
    where is_latest_round
    group by sdg_target

),

final as (

    select
        targets.sdg_target,
        targets.label,
        targets.goal,
        coalesce(mapped.indicators_mapped, 0) as indicators_mapped
    from targets
    left join mapped on targets.sdg_target = mapped.sdg_target

)

select * from final
