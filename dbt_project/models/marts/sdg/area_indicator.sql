with results as (

    select * from {{ ref('int_area_results_summed') }}

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        households_surveyed,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing
    from results
    unpivot (
        (households_applicable, households_failing, members_applicable, members_failing) for indicator_code in (
            {%- for code in indicator_codes() %}
            (
                {{ code }}_applicable, {{ code }}_failing, {{ code }}_members_applicable, {{ code }}_members_failing
            ) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_its_framework() }}

),

final as (

    select
        *,
        households_failing / nullif(cast(households_applicable as double), 0) as failing_rate,
        false as is_suppressed
    from long

)

select * from final
