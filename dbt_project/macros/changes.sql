{#- Progress between rounds: the items that households are followed by, and the table of an area's flows. -#}

{% macro shared_goals() -%}
  {#- Goals that several indicators measure: a household's result for one is made of several answers. -#}
  {%- set goals = [] -%}
  {%- for group in indicator_groups() if group.kind == 'goal' and group.indicators | length > 1 -%}
    {%- do goals.append(group) -%}
  {%- endfor -%}
  {{ return(goals) }}
{%- endmacro %}

{% macro followed_items() -%}
  {{ return(indicator_codes() + (shared_goals() | map(attribute='column') | list)) }}
{%- endmacro %}

{% macro household_flows() -%}
  {#- Counts of households in the order of the columns of area_indicator_change. -#}
  {{ return([
      'in_both', 'entered', 'left', 'stayed_failing', 'escaped', 'fell', 'stayed_passing', 'became_applicable',
      'became_applicable_failing', 'no_longer_applicable', 'no_longer_applicable_failing', 'entered_failing',
      'left_failing', 'moved_in_failing', 'moved_away_failing',
  ]) }}
{%- endmacro %}

{% macro area_changes(figures, keys, item, items) -%}
{#- Flows of every row of `figures` (a model with failing_rate) whose round has one before it. `keys` name the row within
    round and area; `item` is the expression, over figures, of what its households were followed by, one of `items`. -#}
with rounds as (

    select
        survey_round,
        lag(survey_round) over (order by year_be, round) as previous_survey_round,
        framework_version = lag(framework_version) over (order by year_be, round) as is_same_framework
    from {{ ref('dim_survey_round') }}

),

changes as (

    select * from {{ ref('int_area_changes_summed') }} where item in ('{{ items | join("', '") }}')

),

joined as (

    select
        figures.*,
        rounds.previous_survey_round,
        rounds.is_same_framework,
        previous.households_failing as previous_households_failing,
        previous.failing_rate as previous_failing_rate
        {%- for flow in household_flows() %},
        cast(coalesce(changes.households_{{ flow }}, 0) as bigint) as households_{{ flow }}
        {%- endfor %}
    from {{ ref(figures) }} as figures
    inner join rounds on figures.survey_round = rounds.survey_round
    inner join {{ ref(figures) }} as previous
        on rounds.previous_survey_round = previous.survey_round
        and figures.area_level = previous.area_level
        and figures.area_code = previous.area_code
        {%- for key in keys %}
        and figures.{{ key }} = previous.{{ key }}
        {%- endfor %}
    left join changes
        on figures.survey_round = changes.survey_round
        and figures.area_level = changes.area_level
        and figures.area_code = changes.area_code
        and {{ item }} = changes.item

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        {%- for key in keys if key != 'goal' %}
        {{ key }},
        {%- endfor %}
        previous_survey_round,
        {%- for key in keys if key == 'goal' %}
        {{ key }},
        {%- endfor %}
        {%- for flow in household_flows() %}
        households_{{ flow }},
        {%- endfor %}
        previous_households_failing - households_stayed_failing - households_escaped
        - households_no_longer_applicable_failing - households_left_failing - households_moved_away_failing
        + households_moved_in_failing as households_boundary_failing,
        households_failing,
        previous_households_failing,
        failing_rate,
        previous_failing_rate,
        failing_rate - previous_failing_rate as failing_rate_change,
        is_same_framework,
        false as is_suppressed
    from joined

)

select * from final
{%- endmacro %}
