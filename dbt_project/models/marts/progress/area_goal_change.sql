with rounds as (

    select * from {{ ref('int_round_pairs_joined') }}
    where previous_survey_round is not null

),

figures as (

    select * from {{ ref('area_sdg_goal') }}

),

changes as (

    select * from {{ ref('int_area_flows_summed') }}
    where item in ('{{ items_of_groups('goal').values() | join("', '") }}')

),

joined as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        figures.goal,
        rounds.previous_survey_round,
        {%- for flow in flow_measures() %}
        coalesce(changes.{{ flow.name }}, 0) as {{ flow.name }},
        {%- endfor %}
        figures.households_failing,
        previous.households_failing as previous_households_failing,
        figures.failing_rate,
        previous.failing_rate as previous_failing_rate,
        figures.score,
        previous.score as previous_score,
        rounds.is_same_framework
    from figures
    inner join rounds on figures.survey_round = rounds.survey_round
    inner join {{ ref('area_sdg_goal') }} as previous
        on rounds.previous_survey_round = previous.survey_round
        and figures.area_level = previous.area_level
        and figures.area_code = previous.area_code
        and figures.goal = previous.goal
    left join changes
        on figures.survey_round = changes.survey_round
        and figures.area_level = changes.area_level
        and figures.area_code = changes.area_code
        and {{ item_of_group('goal', 'figures.goal') }} = changes.item

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        previous_survey_round,
        {%- for flow in flow_measures() %}
        {{ flow.name }},
        {%- endfor %}
        {{ households_boundary_failing() }} as households_boundary_failing,
        households_failing,
        previous_households_failing,
        failing_rate,
        previous_failing_rate,
        failing_rate - previous_failing_rate as failing_rate_change,
        score,
        previous_score,
        score - previous_score as score_change,
        is_same_framework,
        false as is_suppressed
    from joined

)

select * from final
