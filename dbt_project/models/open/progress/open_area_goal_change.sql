{{ config(materialized=view_with_files()) }}
{% set flows = open_flows() %}

with rounds as (

    select * from {{ ref('int_round_pairs_joined') }}
    where previous_survey_round is not null

),

figures as (

    select * from {{ ref('open_area_sdg_goal') }}
    where {{ is_of_open_zone('area_goal_change') }}

),

joined as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        figures.goal,
        rounds.previous_survey_round,
        {%- for flow in flows %}
        coalesce(changes.households_{{ flow }}, 0) as households_{{ flow }},
        {%- endfor %}
        figures.households_failing,
        previous.households_failing as previous_households_failing,
        figures.failing_rate,
        previous.failing_rate as previous_failing_rate,
        figures.score,
        previous.score as previous_score,
        rounds.is_same_framework,
        not figures.is_suppressed and not previous.is_suppressed as is_shown
    from figures
    inner join rounds on figures.survey_round = rounds.survey_round
    inner join figures as previous
        on rounds.previous_survey_round = previous.survey_round
        and figures.area_level = previous.area_level
        and figures.area_code = previous.area_code
        and figures.goal = previous.goal
    left join {{ ref('int_area_flows_perturbed') }} as changes
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
        {%- for flow in flows %}
        {{ shown('households_' ~ flow) }},
        {%- endfor %}
        {{ shown('households_failing') }},
        {{ shown('previous_households_failing') }},
        {{ shown('failing_rate') }},
        {{ shown('previous_failing_rate') }},
        case when is_shown then failing_rate - previous_failing_rate end as failing_rate_change,
        {{ shown('score') }},
        {{ shown('previous_score') }},
        case when is_shown then score - previous_score end as score_change,
        is_same_framework,
        not is_shown as is_suppressed
    from joined

)

select * from final
