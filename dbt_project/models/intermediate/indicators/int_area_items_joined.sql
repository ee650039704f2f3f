{{ config(materialized='view') }}
{%- set counts = with_weighted(['households_applicable', 'households_failing', 'members_applicable', 'members_failing']) -%}
{%- set of_groups = with_weighted(['households_applicable', 'households_failing']) %}

with results as (

    select * from {{ ref('int_area_results_summed') }}
    where {{ is_of_open_zone('area_indicator') }}

),

indicators as (

    select
        survey_round,
        area_level,
        area_code,
        'total' as disaggregation,
        'total' as category,
        case when households_surveyed > 0 then 'available' else 'not_available' end as disaggregation_status,
        indicator_code as item,
        households_surveyed,
        members_surveyed,
        households_surveyed_keys,
        {{ counts | join(',\n        ') }},
        households_failing_keys
    from results
    unpivot (
        ({{ counts | join(', ') }}, households_failing_keys)
        for indicator_code in (
            {%- for code in indicator_codes() %}
            ({{ result_columns(code) | join(', ') }}, {{ code }}_failing_keys) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_its_framework() }}

),
{%- if shared_groups() %}

-- Goals and targets that several indicators serve. Nobody asks for their members.
goals_and_targets as (

    select
        survey_round,
        area_level,
        area_code,
        'total' as disaggregation,
        'total' as category,
        case when households_surveyed > 0 then 'available' else 'not_available' end as disaggregation_status,
        item,
        households_surveyed,
        members_surveyed,
        households_surveyed_keys,
        {%- for count in counts %}
        {{ count if count in of_groups else '0 as ' ~ count }},
        {%- endfor %}
        households_failing_keys
    from results
    unpivot (
        ({{ of_groups | join(', ') }}, households_failing_keys)
        for item in (
            {%- for group in shared_groups() %}
            {%- set columns = with_weighted([group.column ~ '_applicable', group.column ~ '_failing']) %}
            ({{ columns | join(', ') }}, {{ group.column }}_failing_keys) as {{ group.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),
{%- endif %}

categories as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        indicator_code as item,
        households_surveyed,
        members_surveyed,
        households_surveyed_keys,
        {{ counts | join(',\n        ') }},
        households_failing_keys
    from {{ ref('int_area_classes_summed') }}
    unpivot (
        ({{ counts | join(', ') }}, households_failing_keys)
        for indicator_code in (
            {%- for code in indicator_codes() %}
            ({{ result_columns(code) | join(', ') }}, {{ code }}_failing_keys) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_its_framework() }} and {{ is_of_open_zone('area_indicator_breakdown') }}

),

final as (

    select * from indicators
    {%- if shared_groups() %}

    union all

    select * from goals_and_targets
    {%- endif %}

    union all

    select * from categories

)

select * from final
