with results as (

    select * from "warehouse"."intermediate"."int_area_results_summed"
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict', 'local_administration')

),

-- By the list's cut-off, which has no name, and by the others.
by_cutoff as (

    select
        survey_round,
        area_level,
        area_code,
        'total' as disaggregation,
        'total' as category,
        case when households_surveyed > 0 then 'available' else 'not_available' end as disaggregation_status,
        cutoff_column,
        households_surveyed,
        members_surveyed,
        households_dropped,
        members_dropped,
        households_surveyed_keys,
        households_poor_then,
        members_poor_then,
        deprivation_sum_then,
        households_poor_then_keys
    from results
    unpivot (
        (households_poor_then, members_poor_then, deprivation_sum_then, households_poor_then_keys)
        for cutoff_column in (
            (households_poor, members_poor, deprivation_sum, households_poor_keys) as _of_list,
            (households_poor_at_union, members_poor_at_union, deprivation_sum_at_union, households_poor_at_union_keys) as _at_union,
            (households_poor_at_0_2, members_poor_at_0_2, deprivation_sum_at_0_2, households_poor_at_0_2_keys) as _at_0_2,
            (households_poor_at_0_26, members_poor_at_0_26, deprivation_sum_at_0_26, households_poor_at_0_26_keys) as _at_0_26,
            (households_poor_at_0_33, members_poor_at_0_33, deprivation_sum_at_0_33, households_poor_at_0_33_keys) as _at_0_33,
            (households_poor_at_0_5, members_poor_at_0_5, deprivation_sum_at_0_5, households_poor_at_0_5_keys) as _at_0_5
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
        '_of_list' as cutoff_column,
        households_surveyed,
        members_surveyed,
        households_dropped,
        members_dropped,
        households_surveyed_keys,
        households_poor,
        members_poor,
        deprivation_sum,
        households_poor_keys
    from "warehouse"."intermediate"."int_area_classes_summed"
    where area_level in ('nation', 'region', 'pilot_group', 'province')

),

united as (

    select * from by_cutoff
    where cutoff_column = '_of_list' or area_level in ('nation', 'region', 'pilot_group', 'province', 'district')

    union all

    select * from categories

),

final as (

    select
        *,
        cast(
            case cutoff_column
                when '_at_union' then null
                when '_at_0_2' then 0.2
                when '_at_0_26' then 0.26
                when '_at_0_33' then 0.33
                when '_at_0_5' then 0.5
                else 0.260000000
            end as decimal(10, 9)
        ) as cutoff_k
    from united

)

select * from final
