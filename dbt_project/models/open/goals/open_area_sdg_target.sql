{{ config(materialized='table') }}

with links as (

    select
        survey_round,
        sdg_target,
        indicator_code,
        max(case when fit = 'direct' then 1 else 0 end) as is_direct
    from {{ ref('int_round_links_joined') }}
    group by survey_round, sdg_target, indicator_code

),

-- Indicators whose figures are shown.
measured as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        links.sdg_target,
        count(*) as indicators_measured,
        sum(links.is_direct) as direct_indicators_measured,
        sum(
            cast({{ ratio('(figures.households_applicable_weighted - figures.households_failing_weighted)', 'figures.households_applicable_weighted') }} as decimal(18, 12))
        ) as passing_share_sum
    from {{ ref('open_area_indicator') }} as figures
    inner join links
        on figures.survey_round = links.survey_round
        and figures.indicator_code = links.indicator_code
    where not figures.is_suppressed
    group by figures.survey_round, figures.area_level, figures.area_code, links.sdg_target

),

-- Every area has its rows, and says how many households were surveyed. No other count is exact.
areas as (

    select
        survey_round,
        area_level,
        area_code,
        sdg_target,
        goal,
        households_surveyed,
        indicators_mapped,
        {{ item_of_group('target', 'sdg_target') }} as item
    from {{ ref('area_sdg_target') }}
    where {{ is_of_open_zone('area_sdg_target') }}

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
        areas.sdg_target,
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
        100 * cast(measured.passing_share_sum as double) / measured.indicators_measured as score,
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
        and areas.sdg_target = measured.sdg_target

),

figures as (

    select
        survey_round,
        area_level,
        area_code,
        sdg_target,
        case
            when indicators_mapped = 0 then 'not_measured'
            when not is_shown then 'withheld'
            when direct_indicators_measured > 0 then 'measured'
            else 'proxy'
        end as measurement,
        goal,
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
        sdg_target,
        measurement,
        goal,
        households_surveyed,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        indicators_mapped,
        indicators_measured,
        {{ rank_in_level('score', 'survey_round, area_level, sdg_target') }} as rank_in_level,
        case when not is_suppressed then count(score) over (partition by survey_round, area_level, sdg_target) end as ranked_among,
        failing_rate,
        score,
        is_suppressed
    from figures

)

select * from final
