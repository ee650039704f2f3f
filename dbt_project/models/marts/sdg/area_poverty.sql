with results as (

    select * from {{ ref('int_area_results_summed') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        households_surveyed as households,
        members_surveyed as members,
        households_poor,
        members_poor,
        deprivation_sum,
        members_poor / nullif(cast(members_surveyed as double), 0) as headcount_ratio,
        cast(deprivation_sum as double) / nullif(cast(members_poor as double), 0) as intensity,
        cast(deprivation_sum as double) / nullif(cast(members_surveyed as double), 0) as adjusted_headcount_ratio,
        cast({{ var('cutoff_k') }} as double) as cutoff_k,
        false as is_suppressed
    from results

)

select * from final
