{{ config(materialized='view') }}
{%- set flows = flow_measures(keyed=true) %}

with parts as (

    select
        survey_round,
        village_code as part_code,
        item,
        {%- for flow in flows %}
        {{ flow.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_village_flows_counted') }}

    union all

    select
        survey_round,
        substring(village_code, 1, 6) as part_code,
        item,
        {%- for flow in flows %}
        {{ area_sum(flow) }} as {{ flow.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_village_flows_counted') }}
    group by survey_round, substring(village_code, 1, 6), item

),

final as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        parts.item,
        {%- for flow in flows %}
        {{ area_sum(flow, 'parts') }} as {{ flow.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parts
    inner join {{ ref('int_area_parts_joined') }} as areas
        on parts.survey_round = areas.survey_round
        and parts.part_code = areas.part_code
    group by areas.survey_round, areas.area_level, areas.area_code, parts.item

    union all

    select
        survey_round,
        'village' as area_level,
        village_code as area_code,
        item,
        {%- for flow in flows %}
        {{ flow.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_village_flows_counted') }}

)

select * from final
