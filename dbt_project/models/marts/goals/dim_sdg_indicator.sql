with final as (

    select
        sdg_indicator,
        sdg_target,
        canonical_indicator,
        tier_2022,
        series,
        label,
        kpi_counts,
        framework_version,
        goal,
        is_comparable
    from {{ ref('sdg_indicators') }}

)

select * from final
