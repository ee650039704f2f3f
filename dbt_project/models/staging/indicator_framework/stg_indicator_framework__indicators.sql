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
        first_survey_round,
        last_survey_round,
        batch_id,
        indicator_number,
        weight,
        cutoff_k,
        is_provisional
    from source

)

select * from final
