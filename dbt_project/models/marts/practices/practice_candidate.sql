with rounds as (

    select
        survey_round,
        lag(survey_round) over (order by year_be, round) as baseline_round
    from {{ ref('dim_survey_round') }}

),

latest as (

    select * from rounds
    where survey_round = (select max(survey_round) from rounds)

),

regions as (

    {{ region_of_area() }}

),

indicators as (

    select * from {{ ref('area_indicator') }}
    where
        households_applicable >= {{ var('candidate_fewest_households') }}
        and area_level in ('province', 'district', 'subdistrict', 'local_administration')

),

changed as (

    select
        later.survey_round,
        later.area_level,
        later.area_code,
        later.indicator_code,
        latest.baseline_round,
        regions.region_code,
        later.households_applicable,
        later.households_failing,
        earlier.households_applicable as baseline_households_applicable,
        earlier.households_failing as baseline_households_failing,
        later.households_applicable_weighted,
        later.households_failing_weighted,
        earlier.households_applicable_weighted as baseline_households_applicable_weighted,
        earlier.households_failing_weighted as baseline_households_failing_weighted,
        later.failing_rate,
        earlier.failing_rate as baseline_failing_rate,
        later.failing_rate - earlier.failing_rate as failing_rate_change
    from latest
    inner join indicators as later on latest.survey_round = later.survey_round
    inner join indicators as earlier
        on latest.baseline_round = earlier.survey_round
        and later.area_level = earlier.area_level
        and later.area_code = earlier.area_code
        and later.indicator_code = earlier.indicator_code
    inner join regions
        on later.area_level = regions.area_level
        and later.area_code = regions.area_code

),

placed as (

    select
        *,
        {{ baseline_decile('baseline_failing_rate', 'area_level, indicator_code') }} as baseline_decile
    from changed

),

without_practice as (

    select placed.*
    from placed
    left join {{ ref('int_practice_indicators_joined') }} as practices
        on placed.area_level = practices.area_level
        and placed.area_code = practices.area_code
        and placed.indicator_code = practices.indicator_code
    where practices.practice_id is null

),

medians as (

    select
        area_level,
        indicator_code,
        region_code,
        baseline_decile,
        count(*) - 1 as areas_compared,
        median(failing_rate_change) as median_failing_rate_change
    from without_practice
    group by area_level, indicator_code, region_code, baseline_decile

),

distances as (

    select
        without_practice.*,
        medians.areas_compared,
        medians.median_failing_rate_change,
        without_practice.failing_rate_change - medians.median_failing_rate_change as effect
    from without_practice
    inner join medians
        on without_practice.area_level = medians.area_level
        and without_practice.indicator_code = medians.indicator_code
        and without_practice.region_code = medians.region_code
        and without_practice.baseline_decile = medians.baseline_decile
    where medians.areas_compared >= {{ var('candidate_fewest_areas') }}

),

spreads as (

    select
        area_level,
        indicator_code,
        region_code,
        baseline_decile,
        median(abs(effect)) as median_deviation
    from distances
    group by area_level, indicator_code, region_code, baseline_decile

),

-- 1.4826 makes of the median deviation what the standard deviation of a normal distribution is.
scored as (

    select
        distances.*,
        spreads.median_deviation,
        distances.effect / nullif(1.4826 * spreads.median_deviation, 0) as deviations
    from distances
    inner join spreads
        on distances.area_level = spreads.area_level
        and distances.indicator_code = spreads.indicator_code
        and distances.region_code = spreads.region_code
        and distances.baseline_decile = spreads.baseline_decile

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        baseline_round,
        baseline_decile,
        households_applicable,
        households_failing,
        baseline_households_applicable,
        baseline_households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        baseline_households_applicable_weighted,
        baseline_households_failing_weighted,
        areas_compared,
        row_number() over (
            partition by area_level, indicator_code
            order by effect, area_code
        ) as candidate_rank,
        failing_rate,
        baseline_failing_rate,
        failing_rate_change,
        median_failing_rate_change,
        effect,
        deviations,
        false as is_suppressed
    from scored
    -- Rounded, so that what lies on the limit is on it.
    where failing_rate_change < 0 and round(deviations, 9) <= -{{ var('candidate_deviations') }}

)

select * from final
