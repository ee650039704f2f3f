with source as (

    select * from {{ source('household_survey', 'households') }}

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        batch_id,
        {{ design_column('stratum') }} as stratum,
        {{ design_column('cluster_key') }} as cluster_key,
        member_count,
        head_sex,
        head_age,
        cast(coalesce(sampling_weight, 1) as decimal(12, 6)) as sampling_weight,
        {%- for code in indicator_codes() %}
        nullif({{ code }}, {{ missing_answer() }}) as {{ code }},
        {%- endfor %}
        {{ answers_missing() }} as answers_missing,
        surveyed_on
    from source

)

select * from final
