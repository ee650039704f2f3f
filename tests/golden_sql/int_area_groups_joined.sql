with results as (

    select * from "warehouse"."intermediate"."int_area_results_summed"

),

-- A goal or target of one indicator has that indicator's counts; others were counted by household. The share that passes
-- is a decimal: a sum of decimals is the same in every order, a sum of floating-point numbers is not.
final as (

    select
        survey_round,
        area_level,
        area_code,
        TQ02_applicable as goal_1_applicable,
        TQ02_failing as goal_1_failing,
        case when TQ02_applicable > 0 then 1 else 0 end as goal_1_measured,
        0 as goal_1_direct,
        coalesce(cast(cast((TQ02_applicable - TQ02_failing) as double) / nullif(cast(TQ02_applicable as double), 0) as decimal(18, 12)), 0) as goal_1_passing,
        goal_6_applicable as goal_6_applicable,
        goal_6_failing as goal_6_failing,
        case when TQ01_applicable > 0 then 1 else 0 end
        + case when TQ02_applicable > 0 then 1 else 0 end as goal_6_measured,
        case when TQ01_applicable > 0 then 1 else 0 end as goal_6_direct,
        coalesce(cast(cast((TQ01_applicable - TQ01_failing) as double) / nullif(cast(TQ01_applicable as double), 0) as decimal(18, 12)), 0)
        + coalesce(cast(cast((TQ02_applicable - TQ02_failing) as double) / nullif(cast(TQ02_applicable as double), 0) as decimal(18, 12)), 0) as goal_6_passing,
        TQ02_applicable as target_1_2_applicable,
        TQ02_failing as target_1_2_failing,
        case when TQ02_applicable > 0 then 1 else 0 end as target_1_2_measured,
        0 as target_1_2_direct,
        coalesce(cast(cast((TQ02_applicable - TQ02_failing) as double) / nullif(cast(TQ02_applicable as double), 0) as decimal(18, 12)), 0) as target_1_2_passing,
        target_6_1_applicable as target_6_1_applicable,
        target_6_1_failing as target_6_1_failing,
        case when TQ01_applicable > 0 then 1 else 0 end
        + case when TQ02_applicable > 0 then 1 else 0 end as target_6_1_measured,
        case when TQ01_applicable > 0 then 1 else 0 end as target_6_1_direct,
        coalesce(cast(cast((TQ01_applicable - TQ01_failing) as double) / nullif(cast(TQ01_applicable as double), 0) as decimal(18, 12)), 0)
        + coalesce(cast(cast((TQ02_applicable - TQ02_failing) as double) / nullif(cast(TQ02_applicable as double), 0) as decimal(18, 12)), 0) as target_6_1_passing,
        households_surveyed
    from results

)

select * from final
