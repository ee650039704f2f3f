{{ config(materialized='view') }}
{%- set sources = {
    'indicator': {'table': 'area_indicator', 'item': 'indicator_code'},
    'target': {'table': 'area_sdg_target', 'item': 'sdg_target'},
    'goal': {'table': 'area_sdg_goal', 'item': 'cast(goal as string)'},
} %}

with final as (
    {%- for kind, source in sources.items() %}
    {%- set is_last_kind = loop.last %}
    {%- for zone, relation in {'restricted': ref(source.table), 'open': ref('open_' ~ source.table)}.items() %}

    select
        '{{ zone }}' as of_zone,
        survey_round,
        area_level,
        area_code,
        '{{ kind }}' as kind,
        {{ source.item }} as item,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        failing_rate
    from {{ relation }}
    {%- if not (is_last_kind and loop.last) %}

    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}

)

select * from final
