with long as (

    select
        survey_round,
        area_level,
        area_code,
        cutoff_column,
        households_surveyed - households_dropped as households,
        members_surveyed - members_dropped as members,
        households_poor_at_cutoff as households_poor,
        members_poor_at_cutoff as members_poor,
        deprivation_sum_at_cutoff as deprivation_sum,
        members_surveyed - members_dropped as members_weighted,
        members_poor_at_cutoff as members_poor_weighted,
        deprivation_sum_at_cutoff as deprivation_sum_weighted
    from "warehouse"."intermediate"."int_area_results_summed"
    unpivot (
        (households_poor_at_cutoff, members_poor_at_cutoff, deprivation_sum_at_cutoff)
        for cutoff_column in (
            (households_poor_at_union, members_poor_at_union, deprivation_sum_at_union) as at_union,
            (households_poor_at_0_2, members_poor_at_0_2, deprivation_sum_at_0_2) as at_0_2,
            (households_poor_at_0_26, members_poor_at_0_26, deprivation_sum_at_0_26) as at_0_26,
            (households_poor_at_0_33, members_poor_at_0_33, deprivation_sum_at_0_33) as at_0_33,
            (households_poor_at_0_5, members_poor_at_0_5, deprivation_sum_at_0_5) as at_0_5
        )
    )

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        case cutoff_column
            when 'at_union' then 'union'
            when 'at_0_2' then '0.2'
            when 'at_0_26' then '0.26'
            when 'at_0_33' then '0.33'
            when 'at_0_5' then '0.5'
        end as cutoff,
        households,
        members,
        households_poor,
        members_poor,
        deprivation_sum,
        cast(members_weighted as decimal(18, 6)) as members_weighted,
        cast(members_poor_weighted as decimal(18, 6)) as members_poor_weighted,
        cast(deprivation_sum_weighted as decimal(38, 15)) as deprivation_sum_weighted,
        cast(
            case cutoff_column
                when 'at_union' then null
                when 'at_0_2' then 0.2
                when 'at_0_26' then 0.26
                when 'at_0_33' then 0.33
                when 'at_0_5' then 0.5
            end as double
        ) as cutoff_k,
        cast(members_poor_weighted as double) / nullif(cast(members_weighted as double), 0) as headcount_ratio,
        cast(cast(deprivation_sum_weighted as string) as double) / nullif(cast(members_poor_weighted as double), 0) as intensity,
        cast(cast(deprivation_sum_weighted as string) as double) / nullif(cast(members_weighted as double), 0) as adjusted_headcount_ratio,
        false as is_suppressed
    from long

)

select * from final
