{#- Progress between rounds: the items that households are followed by, and their flows. -#}

{% macro shared_goals() -%}
  {#- Goals that several indicators measure: a household's result for one is made of several answers. -#}
  {%- set goals = [] -%}
  {%- for group in shared_groups() if group.kind == 'goal' -%}
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

{% macro goal_items() -%}
  {#- Goal -> what its households are followed by. A goal of one indicator has that indicator's flows. -#}
  {%- set items = {} -%}
  {%- for group in indicator_groups() if group.kind == 'goal' -%}
    {%- do items.update({group.code: group.column if group.indicators | length > 1 else group.indicators[0]}) -%}
  {%- endfor -%}
  {{ return(items) }}
{%- endmacro %}

{% macro item_of_goal(goal) -%}
  case cast({{ goal }} as string)
  {%- for code, item in goal_items().items() %}
            when '{{ code }}' then '{{ item }}'
  {%- else %}
            when '' then ''
  {%- endfor %}
        end
{%- endmacro %}

{% macro households_boundary_failing() -%}
  {#- What remains: households that failed before in villages which the area has not now, less those of villages gained. -#}
  previous_households_failing - households_stayed_failing - households_escaped
        - households_no_longer_applicable_failing - households_left_failing - households_moved_away_failing
        + households_moved_in_failing
{%- endmacro %}
