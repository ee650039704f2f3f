with mapped as (

    select
        survey_round,
        goal,
        count(distinct indicator_code) as indicators_mapped
    from "warehouse"."intermediate"."int_round_links_joined"
    group by survey_round, goal

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        cast(substring(goal_column, 6) as integer) as goal,
        households_surveyed,
        households_applicable,
        households_failing,
        indicators_measured,
        direct_indicators_measured
    from "warehouse"."intermediate"."int_area_groups_joined"
    unpivot (
        (households_applicable, households_failing, indicators_measured, direct_indicators_measured)
        for goal_column in (
            (goal_1_applicable, goal_1_failing, goal_1_measured, goal_1_direct) as goal_1,
            (goal_6_applicable, goal_6_failing, goal_6_measured, goal_6_direct) as goal_6
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
        0 as households_applicable,
        0 as households_failing,
        0 as indicators_measured,
        0 as direct_indicators_measured
    from "warehouse"."intermediate"."int_area_groups_joined" as areas
    cross join "warehouse"."marts"."dim_sdg_goal" as goals
    where cast(goals.goal as string) not in ('1', '6')

),

scores as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        cast(sum(cast(score as decimal(18, 12))) as double) / nullif(count(score), 0) as score
    from "warehouse"."marts"."area_sdg_target"
    group by survey_round, area_level, area_code, goal

),

figures as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        long.goal,
        case
            when long.direct_indicators_measured > 0 then 'measured'
            when long.indicators_measured > 0 then 'proxy'
            else 'not_measured'
        end as measurement,
        long.households_surveyed,
        cast(long.households_applicable as bigint) as households_applicable,
        cast(long.households_failing as bigint) as households_failing,
        cast(long.households_applicable as decimal(18, 6)) as households_applicable_weighted,
        cast(long.households_failing as decimal(18, 6)) as households_failing_weighted,
        coalesce(mapped.indicators_mapped, 0) as indicators_mapped,
        cast(long.indicators_measured as bigint) as indicators_measured,
        cast(long.households_failing as double) / nullif(cast(long.households_applicable as double), 0) as failing_rate,
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
        cast(
            case
                when score is not null
                    then rank() over (
                            partition by survey_round, area_level, goal
                            order by case when score is null then 1 else 0 end asc, score desc
                        )
            end as bigint
        ) as rank_in_level,
        count(score) over (partition by survey_round, area_level, goal) as ranked_among,
        failing_rate,
        score,
        is_suppressed
    from figures

)

select * from final
