{#- Progress between rounds: the items that households are followed by (sdg_groups.sql names them), and their flows. -#}

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

{% macro open_flows() -%}
  {#- Flows of the open zone. Who stayed passing is not there: most households of an area are, so that a shown count above
      the surveyed households would tell how many fail. -#}
  {{ return(keyed_flows() + ['boundary_failing']) }}
{%- endmacro %}

{% macro keyed_flows() -%}
  {#- Flows that are counted with the sums of their households' keys. -#}
  {{ return(household_flows() | reject('equalto', 'stayed_passing') | list) }}
{%- endmacro %}

{% macro flow_conditions() -%}
  {#- Flow -> which of the households whose result for the item changed, came or went are counted. -#}
  {{ return({
      'escaped': 'result = 1 and previous_result = 0',
      'fell': 'result = 0 and previous_result = 1',
      'became_applicable': 'was_surveyed and previous_result is null',
      'became_applicable_failing': 'was_surveyed and previous_result is null and result = 0',
      'no_longer_applicable': 'is_surveyed and result is null',
      'no_longer_applicable_failing': 'is_surveyed and result is null and previous_result = 0',
      'entered_failing': 'not was_surveyed',
      'left_failing': 'not is_surveyed',
      'failing_before': 'is_surveyed and previous_result = 0',
  }) }}
{%- endmacro %}

{% macro of_the_later_round(measure) -%}
  cast(sum(case when results.survey_round = rounds.survey_round then results.{{ measure }} else 0 end) as bigint)
            as {{ measure }}
{%- endmacro %}

{% macro of_who_moved(count) -%}
  cast(
            sum(case when village_code is distinct from previous_village_code then {{ count }} else 0 end) as bigint
        )
{%- endmacro %}

{% macro households_boundary_failing(suffix='') -%}
  {#- What remains: households that failed before in villages which the area has not now, less those of villages gained. -#}
  previous_households_failing{{ suffix }} - households_stayed_failing{{ suffix }} - households_escaped{{ suffix }}
        - households_no_longer_applicable_failing{{ suffix }} - households_left_failing{{ suffix }}
        - households_moved_away_failing{{ suffix }} + households_moved_in_failing{{ suffix }}
{%- endmacro %}
