with final as (

    select
        sdg_indicator,
        sdg_target,
        canonical_indicator,
        tier_2022,
        series,
        label,
        framework_version,
        goal
    from {{ ref('sdg_indicators') }}

)

select * from final
