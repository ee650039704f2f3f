with results as (

    select * from "warehouse"."intermediate"."int_area_results_summed"
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict', 'local_administration')

),

indicators as (

    select
        survey_round,
        area_level,
        area_code,
        'total' as disaggregation,
        'total' as category,
        case when households_surveyed > 0 then 'available' else 'not_available' end as disaggregation_status,
        indicator_code as item,
        households_surveyed,
        members_surveyed,
        households_surveyed_keys,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing,
        households_failing_keys
    from results
    unpivot (
        (households_applicable, households_failing, members_applicable, members_failing, households_failing_keys)
        for indicator_code in (
            (TQ01_applicable, TQ01_failing, TQ01_members_applicable, TQ01_members_failing, TQ01_failing_keys) as TQ01,
            (TQ02_applicable, TQ02_failing, TQ02_members_applicable, TQ02_members_failing, TQ02_failing_keys) as TQ02
        )
    )
    where true

),

-- Goals and targets that several indicators serve. Nobody asks for their members.
goals_and_targets as (

    select
        survey_round,
        area_level,
        area_code,
        'total' as disaggregation,
        'total' as category,
        case when households_surveyed > 0 then 'available' else 'not_available' end as disaggregation_status,
        item,
        households_surveyed,
        members_surveyed,
        households_surveyed_keys,
        households_applicable,
        households_failing,
        0 as members_applicable,
        0 as members_failing,
        households_failing_keys
    from results
    unpivot (
        (households_applicable, households_failing, households_failing_keys)
        for item in (
            (goal_6_applicable, goal_6_failing, goal_6_failing_keys) as goal_6,
            (target_6_1_applicable, target_6_1_failing, target_6_1_failing_keys) as target_6_1
        )
    )

),

categories as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        indicator_code as item,
        households_surveyed,
        members_surveyed,
        households_surveyed_keys,
        households_applicable,
        households_failing,
        members_applicable,
        members_failing,
        households_failing_keys
    from "warehouse"."intermediate"."int_area_classes_summed"
    unpivot (
        (households_applicable, households_failing, members_applicable, members_failing, households_failing_keys)
        for indicator_code in (
            (TQ01_applicable, TQ01_failing, TQ01_members_applicable, TQ01_members_failing, TQ01_failing_keys) as TQ01,
            (TQ02_applicable, TQ02_failing, TQ02_members_applicable, TQ02_members_failing, TQ02_failing_keys) as TQ02
        )
    )
    where true and area_level in ('nation', 'region', 'pilot_group', 'province')

),

final as (

    select * from indicators

    union all

    select * from goals_and_targets

    union all

    select * from categories

)

select * from final
