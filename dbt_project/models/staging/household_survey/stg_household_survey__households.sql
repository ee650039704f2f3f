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
        cast(coalesce(sampling_weight, 1) as decimal(12, 6)) as sampling_weight,
        {%- for code in indicator_codes() %}
        nullif({{ code }}, {{ missing_answer() }}) as {{ code }},
        {%- endfor %}
        cast(
            {%- for code in indicator_codes() %}
            {{ '+ ' if not loop.first }}case when {{ code }} = {{ missing_answer() }} then cast(1 as smallint) else cast(0 as smallint) end
            {%- endfor %}
            as smallint) as answers_missing,
        surveyed_on
    from source

)

select * from final
