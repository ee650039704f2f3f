with mapped as (

    select
        survey_round,
        sdg_target,
        count(distinct indicator_code) as indicators_mapped
    from "warehouse"."intermediate"."int_round_links_joined"
    group by survey_round, sdg_target

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        replace(substring(target_column, 8), '_', '.') as sdg_target,
        households_surveyed,
        households_applicable,
        households_failing,
        indicators_measured,
        direct_indicators_measured,
        passing_share_sum
    from "warehouse"."intermediate"."int_area_groups_joined"
    unpivot (
        (households_applicable, households_failing, indicators_measured, direct_indicators_measured, passing_share_sum)
        for target_column in (
            (target_1_2_applicable, target_1_2_failing, target_1_2_measured, target_1_2_direct, target_1_2_passing) as target_1_2,
            (target_6_1_applicable, target_6_1_failing, target_6_1_measured, target_6_1_direct, target_6_1_passing) as target_6_1
        )
    )

),

figures as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        long.sdg_target,
        case
            when long.direct_indicators_measured > 0 then 'measured'
            when long.indicators_measured > 0 then 'proxy'
            else 'not_measured'
        end as measurement,
        targets.goal,
        long.households_surveyed,
        long.households_applicable,
        long.households_failing,
        cast(long.households_applicable as decimal(18, 6)) as households_applicable_weighted,
        cast(long.households_failing as decimal(18, 6)) as households_failing_weighted,
        coalesce(mapped.indicators_mapped, 0) as indicators_mapped,
        cast(long.indicators_measured as bigint) as indicators_measured,
        cast(long.households_failing as double) / nullif(cast(long.households_applicable as double), 0) as failing_rate,
        100 * cast(long.passing_share_sum as double) / nullif(long.indicators_measured, 0) as score,
        false as is_suppressed
    from long
    inner join "warehouse"."marts"."dim_sdg_target" as targets on long.sdg_target = targets.sdg_target
    left join mapped
        on long.survey_round = mapped.survey_round
        and long.sdg_target = mapped.sdg_target

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
        cast(
            case
                when score is not null
                    then rank() over (
                            partition by survey_round, area_level, sdg_target
                            order by case when score is null then 1 else 0 end asc, score desc
                        )
            end as bigint
        ) as rank_in_level,
        count(score) over (partition by survey_round, area_level, sdg_target) as ranked_among,
        failing_rate,
        score,
        is_suppressed
    from figures

)

select * from final
