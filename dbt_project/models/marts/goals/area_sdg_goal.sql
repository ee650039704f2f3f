{%- set goals = indicator_groups() | selectattr('kind', 'equalto', 'goal') | list -%}
{%- set counts = with_weighted(['households_applicable', 'households_failing']) -%}

with mapped as (

    select
        survey_round,
        goal,
        count(distinct indicator_code) as indicators_mapped
    from {{ ref('int_round_links_joined') }}
    group by survey_round, goal

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        cast(substring(goal_column, 6) as integer) as goal,
        households_surveyed,
        {{ counts | join(',\n        ') }},
        indicators_measured,
        direct_indicators_measured
    from {{ ref('int_area_groups_joined') }}
    unpivot (
        ({{ counts | join(', ') }}, indicators_measured, direct_indicators_measured)
        for goal_column in (
            {%- for goal in goals %}
            ({{ group_columns(goal) | join(', ') }}) as {{ goal.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

    union all

    -- A goal that no indicator serves has a row in every area too, as not measured.
    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        goals.goal,
        areas.households_surveyed,
        {%- for count in counts %}
        0 as {{ count }},
        {%- endfor %}
        0 as indicators_measured,
        0 as direct_indicators_measured
    from {{ ref('int_area_groups_joined') }} as areas
    cross join {{ ref('dim_sdg_goal') }} as goals
    where cast(goals.goal as string) not in ('{{ goals | map(attribute='code') | join("', '") }}')

),

scores as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        cast(sum(cast(score as decimal(18, 12))) as double) / nullif(count(score), 0) as score
    from {{ ref('area_sdg_target') }}
    group by survey_round, area_level, area_code, goal

),

figures as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        long.goal,
        {{ measurement('long') }} as measurement,
        long.households_surveyed,
        cast(long.households_applicable as bigint) as households_applicable,
        cast(long.households_failing as bigint) as households_failing,
        {{ weighted_count('long.households_applicable') }} as households_applicable_weighted,
        {{ weighted_count('long.households_failing') }} as households_failing_weighted,
        coalesce(mapped.indicators_mapped, 0) as indicators_mapped,
        cast(long.indicators_measured as bigint) as indicators_measured,
        {{ rate('long.households_failing', 'long.households_applicable') }} as failing_rate,
        scores.score,
        false as is_suppressed
    from long
    left join mapped
        on long.survey_round = mapped.survey_round
        and long.goal = mapped.goal
    left join scores
        on long.survey_round = scores.survey_round
        and long.area_level = scores.area_level
        and long.area_code = scores.area_code
        and long.goal = scores.goal

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        measurement,
        households_surveyed,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        indicators_mapped,
        indicators_measured,
        {{ rank_in_level('score', 'survey_round, area_level, goal') }} as rank_in_level,
        count(score) over (partition by survey_round, area_level, goal) as ranked_among,
        failing_rate,
        score,
        is_suppressed
    from figures

)

select * from final
