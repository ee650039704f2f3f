{{ config(materialized='view') }}

{%- set counts = ['applicable', 'failing', 'members_applicable', 'members_failing'] -%}
{%- set measures = ['households_applicable', 'households_failing', 'members_applicable', 'members_failing'] -%}

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
        {{ (measures + weighted_names(measures)) | join(',\n        ') }}
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
        {{ (measures + weighted_names(measures)) | join(',\n        ') }}
    from {{ ref('int_area_classes_summed') }}
    unpivot (
        ({{ (measures + weighted_names(measures)) | join(', ') }}) for indicator_code in (
            {%- for code in indicator_codes() %}
            ({{ code }}_{{ (counts + weighted_names(counts)) | join(', ' ~ code ~ '_') }}) as {{ code }}{{ ',' if not loop.last }}
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
        {%- for measure in measures %}
        {{ measure }},
        {%- endfor %}
        {%- for measure in measures %}
        {{ weighted_count(measure) }},
        {%- endfor %}
        {{ rate('households_failing', 'households_applicable') }} as failing_rate,
        false as is_suppressed
    from united

)

select * from final
