with clusters as (

    select * from {{ ref('int_cluster_results_counted') }}

),

surveyed as (

    select
        survey_round,
        count(*) as households_surveyed
    from {{ ref('fct_household') }}
    group by survey_round

),

designed as (

    select
        survey_round,
        sum(households_surveyed) as households_surveyed
    from clusters
    group by survey_round

),

-- A round in which the design of some households is unknown has no errors.
rounds as (

    select surveyed.survey_round
    from surveyed
    inner join designed
        on surveyed.survey_round = designed.survey_round
        and surveyed.households_surveyed = designed.households_surveyed

),

-- Also clusters without a household in any area.
strata as (

    select
        survey_round,
        stratum,
        cast(count(distinct cluster_key) as double) as clusters_drawn
    from clusters
    group by survey_round, stratum

),

located as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        clusters.stratum,
        clusters.cluster_key,
        {%- for estimate in estimates() %}
        sum(clusters.{{ estimate.column }}_households) as {{ estimate.column }}_households,
        sum(clusters.{{ estimate.column }}_part) as {{ estimate.column }}_part,
        sum(clusters.{{ estimate.column }}_whole) as {{ estimate.column }}_whole{{ ',' if not loop.last }}
        {%- endfor %}
    from clusters
    inner join rounds on clusters.survey_round = rounds.survey_round
    inner join {{ ref('int_area_villages_joined') }} as areas
        on clusters.survey_round = areas.survey_round
        and clusters.village_code = areas.village_code
    where areas.area_level in ('{{ breakdown_levels() | join("', '") }}')
    group by areas.survey_round, areas.area_level, areas.area_code, clusters.stratum, clusters.cluster_key

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        stratum,
        cluster_key,
        case
            when item in ('headcount_ratio', 'intensity', 'adjusted_headcount_ratio') then item
            else 'failing_rate'
        end as measure,
        case
            when item in ('headcount_ratio', 'intensity', 'adjusted_headcount_ratio') then 'total'
            else item
        end as indicator_code,
        households,
        part,
        whole
    from located
    unpivot (
        (households, part, whole)
        for item in (
            {%- for estimate in estimates() %}
            ({{ estimate.column }}_households, {{ estimate.column }}_part, {{ estimate.column }}_whole) as {{ estimate.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where households > 0

),

totals as (

    select
        survey_round,
        area_level,
        area_code,
        measure,
        indicator_code,
        cast(sum(households) as bigint) as households,
        count(*) as clusters,
        cast({{ digits('sum(part)') }} as double) as part,
        cast({{ digits('sum(whole)') }} as double) as whole
    from long
    where {{ is_of_its_framework() }}
    group by survey_round, area_level, area_code, measure, indicator_code

),

-- Of each cluster, what it adds to the linearised ratio.
residuals as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        long.measure,
        long.indicator_code,
        long.stratum,
        (
            cast({{ digits('long.part') }} as double)
            - totals.part / totals.whole * cast({{ digits('long.whole') }} as double)
        ) / totals.whole as residual
    from long
    inner join totals
        on long.survey_round = totals.survey_round
        and long.area_level = totals.area_level
        and long.area_code = totals.area_code
        and long.measure = totals.measure
        and long.indicator_code = totals.indicator_code

),

by_stratum as (

    select
        survey_round,
        area_level,
        area_code,
        measure,
        indicator_code,
        stratum,
        sum(residual) as residual,
        sum(residual * residual) as squared_residual
    from residuals
    group by survey_round, area_level, area_code, measure, indicator_code, stratum

),

-- The mean over all clusters drawn from a stratum counts those without a household in the area as zero. The only
-- cluster of a stratum is compared with the mean of all strata, which is zero.
variances as (

    select
        by_stratum.survey_round,
        by_stratum.area_level,
        by_stratum.area_code,
        by_stratum.measure,
        by_stratum.indicator_code,
        count(*) as strata,
        count(case when strata.clusters_drawn = 1 then 1 end) as strata_of_one_cluster,
        sum(
            case
                when strata.clusters_drawn = 1 then by_stratum.squared_residual
                else
                    strata.clusters_drawn / (strata.clusters_drawn - 1)
                    * (
                        by_stratum.squared_residual
                        - by_stratum.residual * by_stratum.residual / strata.clusters_drawn
                    )
            end
        ) as variance
    from by_stratum
    inner join strata
        on by_stratum.survey_round = strata.survey_round
        and by_stratum.stratum = strata.stratum
    group by
        by_stratum.survey_round,
        by_stratum.area_level,
        by_stratum.area_code,
        by_stratum.measure,
        by_stratum.indicator_code

),

-- Floating-point sums depend on their order; nine decimals do not.
estimated as (

    select
        totals.survey_round,
        totals.area_level,
        totals.area_code,
        totals.measure,
        totals.indicator_code,
        totals.households,
        totals.clusters,
        variances.strata,
        variances.strata_of_one_cluster,
        totals.part / totals.whole as estimate,
        case when totals.clusters > 1 then {{ rounded('sqrt(greatest(variances.variance, 0))', 9) }} end as standard_error
    from totals
    inner join variances
        on totals.survey_round = variances.survey_round
        and totals.area_level = variances.area_level
        and totals.area_code = variances.area_code
        and totals.measure = variances.measure
        and totals.indicator_code = variances.indicator_code

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        measure,
        indicator_code,
        households,
        clusters,
        strata,
        strata_of_one_cluster,
        estimate,
        standard_error,
        case when standard_error is not null then {{ confidence_bound('low') }} end as confidence_low,
        case when standard_error is not null then {{ confidence_bound('high') }} end as confidence_high,
        false as is_suppressed
    from estimated

)

select * from final
