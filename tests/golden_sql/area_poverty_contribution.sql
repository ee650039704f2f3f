with indicators as (

    select * from "warehouse"."marts"."dim_indicator"

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        members_surveyed - members_dropped as members,
        members_failing,
        members_poor,
        members_poor_failing,
        members_surveyed - members_dropped as members_weighted,
        members_failing as members_failing_weighted,
        members_poor as members_poor_weighted,
        members_poor_failing as members_poor_failing_weighted,
        deprivation_sum as deprivation_sum_weighted
    from "warehouse"."intermediate"."int_area_results_summed"
    unpivot (
        (members_failing, members_poor_failing)
        for indicator_code in (
            (TQ01_members_failing, TQ01_members_poor_failing) as TQ01,
            (TQ02_members_failing, TQ02_members_poor_failing) as TQ02
        )
    )

),

final as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        long.indicator_code,
        indicators.dimension,
        long.members,
        long.members_failing,
        long.members_poor,
        long.members_poor_failing,
        cast(long.members_weighted as decimal(18, 6)) as members_weighted,
        cast(long.members_failing_weighted as decimal(18, 6)) as members_failing_weighted,
        cast(long.members_poor_weighted as decimal(18, 6)) as members_poor_weighted,
        cast(long.members_poor_failing_weighted as decimal(18, 6)) as members_poor_failing_weighted,
        indicators.weight,
        cast(long.members_failing_weighted as double) / nullif(cast(long.members_weighted as double), 0) as uncensored_headcount_ratio,
        cast(long.members_poor_failing_weighted as double) / nullif(cast(long.members_weighted as double), 0) as censored_headcount_ratio,
        indicators.weight
        * cast(long.members_poor_failing_weighted as double) / nullif(cast(long.members_weighted as double), 0) as contribution,
        indicators.weight
        * cast(long.members_poor_failing_weighted as double) / nullif(cast(cast(long.deprivation_sum_weighted as string) as double), 0) as contribution_share,
        false as is_suppressed
    from long
    inner join indicators
        on long.indicator_code = indicators.indicator_code
        and (indicators.first_survey_round is null or long.survey_round >= indicators.first_survey_round)
        and (indicators.last_survey_round is null or long.survey_round <= indicators.last_survey_round)

)

select * from final
