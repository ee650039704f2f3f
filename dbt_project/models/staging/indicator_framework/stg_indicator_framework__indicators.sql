with source as (

    select * from {{ source('indicator_framework', 'indicators') }}

),

final as (

    select
        indicator_code,
        framework_version,
        dimension,
        name_th,
        name_en,
        unit,
        missing_answer_rule,
        batch_id,
        indicator_number,
        weight,
        cutoff_k,
        is_provisional
    from source

)

select * from final
