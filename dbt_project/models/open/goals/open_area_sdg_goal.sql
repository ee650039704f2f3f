{{ config(materialized='table') }}

with links as (

    select
        survey_round,
        goal,
        indicator_code,
        max(case when fit = 'direct' then 1 else 0 end) as is_direct
    from {{ ref('int_round_links_joined') }}
    group by survey_round, goal, indicator_code

),

-- Indicators whose figures are shown.
measured as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        links.goal,
        count(*) as indicators_measured,
        sum(links.is_direct) as direct_indicators_measured
    from {{ ref('open_area_indicator') }} as figures
    inner join links
        on figures.survey_round = links.survey_round
        and figures.indicator_code = links.indicator_code
    where not figures.is_suppressed
    group by figures.survey_round, figures.area_level, figures.area_code, links.goal

),

scores as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        cast(sum(cast(score as decimal(18, 12))) as double) / nullif(count(score), 0) as score
    from {{ ref('open_area_sdg_target') }}
    group by survey_round, area_level, area_code, goal

),

-- Every area has its rows, and says how many households were surveyed. No other count is exact.
areas as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        households_surveyed,
        indicators_mapped,
        {{ item_of_group('goal', 'goal') }} as item
    from {{ ref('area_sdg_goal') }}
    where {{ is_of_open_zone('area_sdg_goal') }}

),

items as (

    select * from {{ ref('int_area_items_perturbed') }}
    where category = 'total'

),

judged as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        areas.goal,
        areas.households_surveyed,
        coalesce(items.households_applicable, 0) as households_applicable,
        coalesce(items.households_failing, 0) as households_failing,
        coalesce(items.households_applicable_weighted, 0) as households_applicable_weighted,
        coalesce(items.households_failing_weighted, 0) as households_failing_weighted,
        areas.indicators_mapped,
        coalesce(measured.indicators_measured, 0) as indicators_measured,
        measured.direct_indicators_measured,
        items.failing_rate,
        scores.score as score,
        case
            when areas.indicators_mapped = 0 then areas.households_surveyed >= {{ var('open_fewest_surveyed') }}
            else measured.indicators_measured is not null and not items.is_suppressed
        end as is_shown
    from areas
    left join items
        on areas.survey_round = items.survey_round
        and areas.area_level = items.area_level
        and areas.area_code = items.area_code
        and areas.item = items.item
    left join measured
        on areas.survey_round = measured.survey_round
        and areas.area_level = measured.area_level
        and areas.area_code = measured.area_code
        and areas.goal = measured.goal
    left join scores
        on areas.survey_round = scores.survey_round
        and areas.area_level = scores.area_level
        and areas.area_code = scores.area_code
        and areas.goal = scores.goal

),

figures as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        case
            when indicators_mapped = 0 then 'not_measured'
            when not is_shown then 'withheld'
            when direct_indicators_measured > 0 then 'measured'
            else 'proxy'
        end as measurement,
        {{ shown('households_surveyed') }},
        {{ shown('households_applicable') }},
        {{ shown('households_failing') }},
        {{ shown('households_applicable_weighted') }},
        {{ shown('households_failing_weighted') }},
        indicators_mapped,
        {{ shown('indicators_measured') }},
        {{ shown('failing_rate') }},
        {{ shown('score') }},
        not is_shown as is_suppressed
    from judged

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
        case when not is_suppressed then count(score) over (partition by survey_round, area_level, goal) end as ranked_among,
        failing_rate,
        score,
        is_suppressed
    from figures

)

select * from final
