{%- set flows = open_flows() -%}

with rounds as (

    select * from {{ ref('int_round_pairs_joined') }}
    where previous_survey_round is not null

),

figures as (

    select
        survey_round,
        area_level,
        area_code,
        item,
        households_failing,
        households_failing_keys
    from {{ ref('int_area_results_summed') }}
    unpivot (
        (households_failing, households_failing_keys) for item in (
            {%- for item in followed_items() %}
            ({{ item }}_failing, {{ item }}_failing_keys) as {{ item }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_open_zone('area_indicator_change') }}

),

joined as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        figures.item,
        {%- for flow in flow_measures(keyed=true) %}
        coalesce(changes.{{ flow.name }}, 0) as {{ flow.name }},
        {%- endfor %}
        previous.households_failing as previous_households_failing,
        previous.households_failing_keys as previous_households_failing_keys
    from figures
    inner join rounds on figures.survey_round = rounds.survey_round
    inner join figures as previous
        on rounds.previous_survey_round = previous.survey_round
        and figures.area_level = previous.area_level
        and figures.area_code = previous.area_code
        and figures.item = previous.item
    left join {{ ref('int_area_flows_summed') }} as changes
        on figures.survey_round = changes.survey_round
        and figures.area_level = changes.area_level
        and figures.area_code = changes.area_code
        and figures.item = changes.item

),

remaining as (

    select
        *,
        {{ households_boundary_failing() }} as households_boundary_failing,
        {{ households_boundary_failing('_keys') }} as households_boundary_failing_keys
    from joined

),

by_flow as (

    select
        survey_round,
        area_level,
        area_code,
        item,
        flow,
        households,
        record_keys
    from remaining
    unpivot (
        (households, record_keys) for flow in (
            {%- for flow in flows %}
            (households_{{ flow }}, households_{{ flow }}_keys) as households_{{ flow }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

-- A flow is drawn once, with the vintage of the later round.
salted as (

    select
        by_flow.*,
        salts.round_salt
    from by_flow
    left join {{ ref('int_round_salts_summed') }} as salts on by_flow.survey_round = salts.survey_round

),

-- Who was surveyed, came or went is the same for every item, and has one noise for all of them.
named as (

    select
        *,
        case
            when flow in ('households_in_both', 'households_entered', 'households_left') then 'surveyed'
            else item
        end as named_item
    from salted

),

keyed as (

    select
        *,
        {{ cell('record_keys', 'named_item') }} as flow_cell
    from named

),

perturbed as (

    select
        keyed.survey_round,
        keyed.area_level,
        keyed.area_code,
        keyed.item,
        keyed.flow,
        {{ perturbed('keyed.households', 'perturbation') }} as households
    from keyed
    inner join {{ ref('perturbation') }} as perturbation
        on {{ has_noise('perturbation', 'keyed.households', 'keyed.flow_cell') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        item
        {%- for flow in flows %},
        max(case when flow = 'households_{{ flow }}' then households end) as households_{{ flow }}
        {%- endfor %}
    from perturbed
    group by survey_round, area_level, area_code, item

)

select * from final
