with source as (

    select * from {{ source('indicator_sdg_map', 'links') }}

),

final as (

    select
        indicator_code,
        sdg_target,
        sdg_indicator,
        fit,
        kpi_counts,
        batch_id
    from source

)

select * from final
