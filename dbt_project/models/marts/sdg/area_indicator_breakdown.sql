with totals as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        'total' as disaggregation,
        'total' as category,
        case when households_surveyed > 0 then 'available' else 'not_available' end as disaggregation_status,
        households_surveyed,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing
    from {{ ref('area_indicator') }}
    where area_level in ('{{ breakdown_levels() | join("', '") }}')

),

categories as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        disaggregation,
        category,
        disaggregation_status,
        households_surveyed,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing
    from {{ ref('int_area_classes_summed') }}
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

united as (

    select * from totals
    union all
    select * from categories

),

final as (

    select
        *,
        households_failing / nullif(cast(households_applicable as double), 0) as failing_rate,
        false as is_suppressed
    from united

)

select * from final
