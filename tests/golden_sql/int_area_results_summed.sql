with parts as (

    select
        survey_round,
        village_code as part_code,
        households_surveyed,
        members_surveyed,
        households_dropped,
        members_dropped,
        goal_6_applicable,
        target_6_1_applicable,
        TQ01_applicable,
        TQ01_members_applicable,
        TQ02_applicable,
        TQ02_members_applicable,
        goal_6_failing,
        target_6_1_failing,
        TQ01_members_poor_failing,
        TQ02_members_poor_failing,
        TQ01_failing,
        TQ01_members_failing,
        TQ02_failing,
        TQ02_members_failing,
        households_poor,
        members_poor,
        deprivation_sum,
        households_poor_at_union,
        members_poor_at_union,
        deprivation_sum_at_union,
        households_poor_at_0_2,
        members_poor_at_0_2,
        deprivation_sum_at_0_2,
        households_poor_at_0_26,
        members_poor_at_0_26,
        deprivation_sum_at_0_26,
        households_poor_at_0_33,
        members_poor_at_0_33,
        deprivation_sum_at_0_33,
        households_poor_at_0_5,
        members_poor_at_0_5,
        deprivation_sum_at_0_5
    from "warehouse"."intermediate"."int_village_results_joined"

    union all

    select
        survey_round,
        substring(village_code, 1, 6) as part_code,
        cast(sum(households_surveyed) as bigint) as households_surveyed,
        cast(sum(members_surveyed) as bigint) as members_surveyed,
        cast(sum(households_dropped) as bigint) as households_dropped,
        cast(sum(members_dropped) as bigint) as members_dropped,
        cast(sum(goal_6_applicable) as bigint) as goal_6_applicable,
        cast(sum(target_6_1_applicable) as bigint) as target_6_1_applicable,
        cast(sum(TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(goal_6_failing) as bigint) as goal_6_failing,
        cast(sum(target_6_1_failing) as bigint) as target_6_1_failing,
        cast(sum(TQ01_members_poor_failing) as bigint) as TQ01_members_poor_failing,
        cast(sum(TQ02_members_poor_failing) as bigint) as TQ02_members_poor_failing,
        cast(sum(TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(TQ02_members_failing) as bigint) as TQ02_members_failing,
        cast(sum(households_poor) as bigint) as households_poor,
        cast(sum(members_poor) as bigint) as members_poor,
        cast(sum(deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(households_poor_at_union) as bigint) as households_poor_at_union,
        cast(sum(members_poor_at_union) as bigint) as members_poor_at_union,
        cast(sum(deprivation_sum_at_union) as decimal(38, 9)) as deprivation_sum_at_union,
        cast(sum(households_poor_at_0_2) as bigint) as households_poor_at_0_2,
        cast(sum(members_poor_at_0_2) as bigint) as members_poor_at_0_2,
        cast(sum(deprivation_sum_at_0_2) as decimal(38, 9)) as deprivation_sum_at_0_2,
        cast(sum(households_poor_at_0_26) as bigint) as households_poor_at_0_26,
        cast(sum(members_poor_at_0_26) as bigint) as members_poor_at_0_26,
        cast(sum(deprivation_sum_at_0_26) as decimal(38, 9)) as deprivation_sum_at_0_26,
        cast(sum(households_poor_at_0_33) as bigint) as households_poor_at_0_33,
        cast(sum(members_poor_at_0_33) as bigint) as members_poor_at_0_33,
        cast(sum(deprivation_sum_at_0_33) as decimal(38, 9)) as deprivation_sum_at_0_33,
        cast(sum(households_poor_at_0_5) as bigint) as households_poor_at_0_5,
        cast(sum(members_poor_at_0_5) as bigint) as members_poor_at_0_5,
        cast(sum(deprivation_sum_at_0_5) as decimal(38, 9)) as deprivation_sum_at_0_5
    from "warehouse"."intermediate"."int_village_results_joined"
    group by survey_round, substring(village_code, 1, 6)

),

summed as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        cast(sum(parts.households_surveyed) as bigint) as households_surveyed,
        cast(sum(parts.members_surveyed) as bigint) as members_surveyed,
        cast(sum(parts.households_dropped) as bigint) as households_dropped,
        cast(sum(parts.members_dropped) as bigint) as members_dropped,
        cast(sum(parts.goal_6_applicable) as bigint) as goal_6_applicable,
        cast(sum(parts.target_6_1_applicable) as bigint) as target_6_1_applicable,
        cast(sum(parts.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(parts.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(parts.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(parts.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(parts.goal_6_failing) as bigint) as goal_6_failing,
        cast(sum(parts.target_6_1_failing) as bigint) as target_6_1_failing,
        cast(sum(parts.TQ01_members_poor_failing) as bigint) as TQ01_members_poor_failing,
        cast(sum(parts.TQ02_members_poor_failing) as bigint) as TQ02_members_poor_failing,
        cast(sum(parts.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(parts.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(parts.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(parts.TQ02_members_failing) as bigint) as TQ02_members_failing,
        cast(sum(parts.households_poor) as bigint) as households_poor,
        cast(sum(parts.members_poor) as bigint) as members_poor,
        cast(sum(parts.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(parts.households_poor_at_union) as bigint) as households_poor_at_union,
        cast(sum(parts.members_poor_at_union) as bigint) as members_poor_at_union,
        cast(sum(parts.deprivation_sum_at_union) as decimal(38, 9)) as deprivation_sum_at_union,
        cast(sum(parts.households_poor_at_0_2) as bigint) as households_poor_at_0_2,
        cast(sum(parts.members_poor_at_0_2) as bigint) as members_poor_at_0_2,
        cast(sum(parts.deprivation_sum_at_0_2) as decimal(38, 9)) as deprivation_sum_at_0_2,
        cast(sum(parts.households_poor_at_0_26) as bigint) as households_poor_at_0_26,
        cast(sum(parts.members_poor_at_0_26) as bigint) as members_poor_at_0_26,
        cast(sum(parts.deprivation_sum_at_0_26) as decimal(38, 9)) as deprivation_sum_at_0_26,
        cast(sum(parts.households_poor_at_0_33) as bigint) as households_poor_at_0_33,
        cast(sum(parts.members_poor_at_0_33) as bigint) as members_poor_at_0_33,
        cast(sum(parts.deprivation_sum_at_0_33) as decimal(38, 9)) as deprivation_sum_at_0_33,
        cast(sum(parts.households_poor_at_0_5) as bigint) as households_poor_at_0_5,
        cast(sum(parts.members_poor_at_0_5) as bigint) as members_poor_at_0_5,
        cast(sum(parts.deprivation_sum_at_0_5) as decimal(38, 9)) as deprivation_sum_at_0_5
    from parts
    inner join "warehouse"."intermediate"."int_area_parts_joined" as areas
        on parts.survey_round = areas.survey_round
        and parts.part_code = areas.part_code
    group by areas.survey_round, areas.area_level, areas.area_code

    union all

    select
        survey_round,
        'village' as area_level,
        village_code as area_code,
        households_surveyed,
        members_surveyed,
        households_dropped,
        members_dropped,
        goal_6_applicable,
        target_6_1_applicable,
        TQ01_applicable,
        TQ01_members_applicable,
        TQ02_applicable,
        TQ02_members_applicable,
        goal_6_failing,
        target_6_1_failing,
        TQ01_members_poor_failing,
        TQ02_members_poor_failing,
        TQ01_failing,
        TQ01_members_failing,
        TQ02_failing,
        TQ02_members_failing,
        households_poor,
        members_poor,
        deprivation_sum,
        households_poor_at_union,
        members_poor_at_union,
        deprivation_sum_at_union,
        households_poor_at_0_2,
        members_poor_at_0_2,
        deprivation_sum_at_0_2,
        households_poor_at_0_26,
        members_poor_at_0_26,
        deprivation_sum_at_0_26,
        households_poor_at_0_33,
        members_poor_at_0_33,
        deprivation_sum_at_0_33,
        households_poor_at_0_5,
        members_poor_at_0_5,
        deprivation_sum_at_0_5
    from "warehouse"."intermediate"."int_village_results_joined"

),

-- Every area has a row in every round, surveyed or not.
every_area as (

    select
        rounds.survey_round,
        areas.area_level,
        areas.area_code
    from "warehouse"."marts"."dim_area" as areas
    cross join "warehouse"."marts"."dim_survey_round" as rounds
    where areas.valid_to is null

),

final as (

    select
        every_area.survey_round,
        every_area.area_level,
        every_area.area_code,
        cast(coalesce(summed.households_surveyed, 0) as bigint) as households_surveyed,
        cast(coalesce(summed.members_surveyed, 0) as bigint) as members_surveyed,
        cast(coalesce(summed.households_dropped, 0) as bigint) as households_dropped,
        cast(coalesce(summed.members_dropped, 0) as bigint) as members_dropped,
        cast(coalesce(summed.goal_6_applicable, 0) as bigint) as goal_6_applicable,
        cast(coalesce(summed.target_6_1_applicable, 0) as bigint) as target_6_1_applicable,
        cast(coalesce(summed.TQ01_applicable, 0) as bigint) as TQ01_applicable,
        cast(coalesce(summed.TQ01_members_applicable, 0) as bigint) as TQ01_members_applicable,
        cast(coalesce(summed.TQ02_applicable, 0) as bigint) as TQ02_applicable,
        cast(coalesce(summed.TQ02_members_applicable, 0) as bigint) as TQ02_members_applicable,
        cast(coalesce(summed.goal_6_failing, 0) as bigint) as goal_6_failing,
        cast(coalesce(summed.target_6_1_failing, 0) as bigint) as target_6_1_failing,
        cast(coalesce(summed.TQ01_members_poor_failing, 0) as bigint) as TQ01_members_poor_failing,
        cast(coalesce(summed.TQ02_members_poor_failing, 0) as bigint) as TQ02_members_poor_failing,
        cast(coalesce(summed.TQ01_failing, 0) as bigint) as TQ01_failing,
        cast(coalesce(summed.TQ01_members_failing, 0) as bigint) as TQ01_members_failing,
        cast(coalesce(summed.TQ02_failing, 0) as bigint) as TQ02_failing,
        cast(coalesce(summed.TQ02_members_failing, 0) as bigint) as TQ02_members_failing,
        cast(coalesce(summed.households_poor, 0) as bigint) as households_poor,
        cast(coalesce(summed.members_poor, 0) as bigint) as members_poor,
        cast(coalesce(summed.deprivation_sum, 0) as decimal(38, 9)) as deprivation_sum,
        cast(coalesce(summed.households_poor_at_union, 0) as bigint) as households_poor_at_union,
        cast(coalesce(summed.members_poor_at_union, 0) as bigint) as members_poor_at_union,
        cast(coalesce(summed.deprivation_sum_at_union, 0) as decimal(38, 9)) as deprivation_sum_at_union,
        cast(coalesce(summed.households_poor_at_0_2, 0) as bigint) as households_poor_at_0_2,
        cast(coalesce(summed.members_poor_at_0_2, 0) as bigint) as members_poor_at_0_2,
        cast(coalesce(summed.deprivation_sum_at_0_2, 0) as decimal(38, 9)) as deprivation_sum_at_0_2,
        cast(coalesce(summed.households_poor_at_0_26, 0) as bigint) as households_poor_at_0_26,
        cast(coalesce(summed.members_poor_at_0_26, 0) as bigint) as members_poor_at_0_26,
        cast(coalesce(summed.deprivation_sum_at_0_26, 0) as decimal(38, 9)) as deprivation_sum_at_0_26,
        cast(coalesce(summed.households_poor_at_0_33, 0) as bigint) as households_poor_at_0_33,
        cast(coalesce(summed.members_poor_at_0_33, 0) as bigint) as members_poor_at_0_33,
        cast(coalesce(summed.deprivation_sum_at_0_33, 0) as decimal(38, 9)) as deprivation_sum_at_0_33,
        cast(coalesce(summed.households_poor_at_0_5, 0) as bigint) as households_poor_at_0_5,
        cast(coalesce(summed.members_poor_at_0_5, 0) as bigint) as members_poor_at_0_5,
        cast(coalesce(summed.deprivation_sum_at_0_5, 0) as decimal(38, 9)) as deprivation_sum_at_0_5
    from every_area
    left join summed
        on every_area.survey_round = summed.survey_round
        and every_area.area_level = summed.area_level
        and every_area.area_code = summed.area_code

)

select * from final
