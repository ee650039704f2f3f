{{ config(materialized='view') }}
{%- set conditions = poverty_conditions() -%}
{%- set whole = with_weighted(['households_surveyed', 'members_surveyed', 'households_dropped', 'members_dropped']) -%}
{%- set poor = with_weighted(['households_poor', 'members_poor', 'deprivation_sum']) -%}
{%- set poor_then = with_weighted(['households_poor_then', 'members_poor_then', 'deprivation_sum_then']) %}

with results as (

    select * from {{ ref('int_area_results_summed') }}
    where {{ is_of_open_zone('area_poverty') }}

),

-- By the list's cut-off, which has no name, and by the others.
by_cutoff as (

    select
        survey_round,
        area_level,
        area_code,
        'total' as disaggregation,
        'total' as category,
        case when households_surveyed > 0 then 'available' else 'not_available' end as disaggregation_status,
        cutoff_column,
        {{ whole | join(',\n        ') }},
        households_surveyed_keys,
        {{ poor_then | join(',\n        ') }},
        households_poor_then_keys
    from results
    unpivot (
        ({{ poor_then | join(', ') }}, households_poor_then_keys)
        for cutoff_column in (
            {%- for condition in conditions %}
            {%- set suffix = condition.suffix %}
            {%- set columns = with_weighted(['households_poor' ~ suffix, 'members_poor' ~ suffix, 'deprivation_sum' ~ suffix]) %}
            ({{ columns | join(', ') }}, households_poor{{ suffix }}_keys) as {{ suffix or '_of_list' }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

categories as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        '_of_list' as cutoff_column,
        {{ whole | join(',\n        ') }},
        households_surveyed_keys,
        {{ poor | join(',\n        ') }},
        households_poor_keys
    from {{ ref('int_area_classes_summed') }}
    where {{ is_of_open_zone('area_poverty_breakdown') }}

),

united as (

    select * from by_cutoff
    where cutoff_column = '_of_list' or {{ is_of_open_zone('area_poverty_sensitivity') }}

    union all

    select * from categories

),

final as (

    select
        *,
        cast(
            case cutoff_column
                {%- for cutoff in sensitivity_cutoffs() %}
                when '_{{ cutoff.column }}' then {{ cutoff.k }}
                {%- endfor %}
                else {{ of_its_framework(frameworks() | map(attribute='k') | list) }}
            end as decimal(10, 9)
        ) as cutoff_k
    from united

)

select * from final
