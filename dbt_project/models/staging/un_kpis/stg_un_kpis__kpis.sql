with source as (

    select * from {{ source('un_kpis', 'kpis') }}

),

final as (

    select
        kpi_code,
        sdg_indicator,
        name,
        batch_id
    from source

)

select * from final
