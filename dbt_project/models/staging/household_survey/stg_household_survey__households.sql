with source as (

    select * from {{ source('household_survey', 'households') }}

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        batch_id,
        member_count,
        head_sex,
        head_age,
        {%- for code in indicator_codes() %}
        {{ code }},
        {%- endfor %}
        surveyed_on
    from source

)

select * from final
