{%- set groups = indicator_groups() | selectattr('kind', 'equalto', 'goal') | list -%}
{%- set counts = ['applicable', 'failing'] -%}
{%- set measures = ['households_applicable', 'households_failing'] -%}

with results as (

    select * from {{ ref('int_area_results_summed') }}

),

goals as (

    select * from {{ ref('dim_sdg_goal') }}

),

mapped as (

    select
        survey_round,
        goal,
        count(distinct indicator_code) as indicators_mapped
    from {{ ref('int_round_links_joined') }}
    group by survey_round, goal

),

wide as (

    select
        survey_round,
        area_level,
        area_code,
        households_surveyed
        {%- for group in groups %},
        {%- for count in counts + weighted_names(counts) %}
        {{ group_count(group, count) }} as {{ group.column }}_{{ count }},
        {%- endfor %}
        {{ indicators_measured(group.indicators) }} as {{ group.column }}_measured,
        {{ indicators_measured(group.direct) }} as {{ group.column }}_direct
        {%- endfor %}
    from results

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        cast(substring(goal_column, 6) as integer) as goal,
        households_surveyed,
        {{ (measures + weighted_names(measures)) | join(',\n        ') }},
        indicators_measured,
        direct_indicators_measured
    from wide
    unpivot (
        ({{ (measures + weighted_names(measures)) | join(', ') }}, indicators_measured, direct_indicators_measured)
        for goal_column in (
            {%- for group in groups %}
            (
                {{ group.column }}_{{ (counts + weighted_names(counts)) | join(', ' ~ group.column ~ '_') }},
                {{ group.column }}_measured, {{ group.column }}_direct
            ) as {{ group.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

    union all

    -- A goal that no indicator serves stands in every area too, and says that it is not measured.
    select
        results.survey_round,
        results.area_level,
        results.area_code,
        goals.goal,
        results.households_surveyed,
        {%- for measure in measures + weighted_names(measures) %}
        0 as {{ measure }},
        {%- endfor %}
        0 as indicators_measured,
        0 as direct_indicators_measured
    from results
    cross join goals
    where cast(goals.goal as varchar) not in ('{{ groups | map(attribute='code') | join("', '") }}')

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

final as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        {{ measurement('long') }} as measurement,
        long.goal,
        long.households_surveyed,
        cast(long.households_applicable as bigint) as households_applicable,
        cast(long.households_failing as bigint) as households_failing,
        {%- for measure in measures %}
        {{ weighted_count(measure) }},
        {%- endfor %}
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

)

select * from final
