with surveyed as (

    select * from "warehouse"."intermediate"."int_village_surveyed_counted"

),

failing as (

    select * from "warehouse"."intermediate"."int_village_failing_counted"

),

poverty as (

    select * from "warehouse"."intermediate"."int_village_poverty_counted"

),

-- A village in which no household fails has no row in the last two.
final as (

    select
        surveyed.*,
        coalesce(failing.goal_6_failing, 0) as goal_6_failing,
        coalesce(failing.goal_6_failing_keys, 0) as goal_6_failing_keys,
        coalesce(failing.target_6_1_failing, 0) as target_6_1_failing,
        coalesce(failing.target_6_1_failing_keys, 0) as target_6_1_failing_keys,
        coalesce(failing.TQ01_members_poor_failing, 0) as TQ01_members_poor_failing,
        coalesce(failing.TQ01_poor_failing, 0) as TQ01_poor_failing,
        coalesce(failing.TQ01_poor_failing_keys, 0) as TQ01_poor_failing_keys,
        coalesce(failing.TQ02_members_poor_failing, 0) as TQ02_members_poor_failing,
        coalesce(failing.TQ02_poor_failing, 0) as TQ02_poor_failing,
        coalesce(failing.TQ02_poor_failing_keys, 0) as TQ02_poor_failing_keys,
        coalesce(failing.TQ01_failing, 0) as TQ01_failing,
        coalesce(failing.TQ01_failing_keys, 0) as TQ01_failing_keys,
        coalesce(failing.TQ01_members_failing, 0) as TQ01_members_failing,
        coalesce(failing.TQ02_failing, 0) as TQ02_failing,
        coalesce(failing.TQ02_failing_keys, 0) as TQ02_failing_keys,
        coalesce(failing.TQ02_members_failing, 0) as TQ02_members_failing,
        coalesce(poverty.households_poor, 0) as households_poor,
        coalesce(poverty.households_poor_keys, 0) as households_poor_keys,
        coalesce(poverty.members_poor, 0) as members_poor,
        coalesce(poverty.deprivation_sum, 0) as deprivation_sum,
        coalesce(poverty.households_poor_at_union, 0) as households_poor_at_union,
        coalesce(poverty.households_poor_at_union_keys, 0) as households_poor_at_union_keys,
        coalesce(poverty.members_poor_at_union, 0) as members_poor_at_union,
        coalesce(poverty.deprivation_sum_at_union, 0) as deprivation_sum_at_union,
        coalesce(poverty.households_poor_at_0_2, 0) as households_poor_at_0_2,
        coalesce(poverty.households_poor_at_0_2_keys, 0) as households_poor_at_0_2_keys,
        coalesce(poverty.members_poor_at_0_2, 0) as members_poor_at_0_2,
        coalesce(poverty.deprivation_sum_at_0_2, 0) as deprivation_sum_at_0_2,
        coalesce(poverty.households_poor_at_0_26, 0) as households_poor_at_0_26,
        coalesce(poverty.households_poor_at_0_26_keys, 0) as households_poor_at_0_26_keys,
        coalesce(poverty.members_poor_at_0_26, 0) as members_poor_at_0_26,
        coalesce(poverty.deprivation_sum_at_0_26, 0) as deprivation_sum_at_0_26,
        coalesce(poverty.households_poor_at_0_33, 0) as households_poor_at_0_33,
        coalesce(poverty.households_poor_at_0_33_keys, 0) as households_poor_at_0_33_keys,
        coalesce(poverty.members_poor_at_0_33, 0) as members_poor_at_0_33,
        coalesce(poverty.deprivation_sum_at_0_33, 0) as deprivation_sum_at_0_33,
        coalesce(poverty.households_poor_at_0_5, 0) as households_poor_at_0_5,
        coalesce(poverty.households_poor_at_0_5_keys, 0) as households_poor_at_0_5_keys,
        coalesce(poverty.members_poor_at_0_5, 0) as members_poor_at_0_5,
        coalesce(poverty.deprivation_sum_at_0_5, 0) as deprivation_sum_at_0_5
    from surveyed
    left join failing
        on surveyed.survey_round = failing.survey_round
        and surveyed.village_code = failing.village_code
    left join poverty
        on surveyed.survey_round = poverty.survey_round
        and surveyed.village_code = poverty.village_code

)

select * from final
