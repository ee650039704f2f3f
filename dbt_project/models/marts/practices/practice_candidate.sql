with peers as (

    select * from {{ ref('int_area_peers_compared') }}
    where purpose = 'candidate'

),

without_practice as (

    select
        peers.*,
        peers.item as indicator_code
    from peers
    left join {{ ref('int_practice_indicators_joined') }} as practices
        on peers.area_level = practices.area_level
        and peers.area_code = practices.area_code
        and peers.item = practices.indicator_code
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
        cast(
            row_number() over (
                partition by area_level, indicator_code
                order by effect, area_code
            ) as bigint
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
    where failing_rate_change < 0 and {{ rounded('deviations', 9) }} <= -{{ var('candidate_deviations') }}

)

select * from final
