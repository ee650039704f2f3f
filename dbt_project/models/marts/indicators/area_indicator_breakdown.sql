{{ config(materialized=view_with_files()) }}
{%- set counts = with_weighted(['households_applicable', 'households_failing', 'members_applicable', 'members_failing']) %}

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
        {{ counts | join(',\n        ') }}
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
        {{ counts | join(',\n        ') }}
    from {{ ref('int_area_classes_summed') }}
    unpivot (
        ({{ counts | join(', ') }})
        for indicator_code in (
            {%- for code in indicator_codes() %}
            ({{ result_columns(code) | join(', ') }}) as {{ code }}{{ ',' if not loop.last }}
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
        members_failing,
        {{ weighted_count('households_applicable') }} as households_applicable_weighted,
        {{ weighted_count('households_failing') }} as households_failing_weighted,
        {{ weighted_count('members_applicable') }} as members_applicable_weighted,
        {{ weighted_count('members_failing') }} as members_failing_weighted,
        {{ rate('households_failing', 'households_applicable') }} as failing_rate,
        false as is_suppressed
    from united

)

select * from final
