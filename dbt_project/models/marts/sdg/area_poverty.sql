with results as (

    select
        *,
        households_surveyed - households_dropped as households,
        members_surveyed - members_dropped as members
    from {{ ref('int_area_results_summed') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        households,
        members,
        households_dropped,
        members_dropped,
        households_poor,
        members_poor,
        deprivation_sum,
        members_poor / nullif(cast(members as double), 0) as headcount_ratio,
        cast(deprivation_sum as double) / nullif(cast(members_poor as double), 0) as intensity,
        cast(deprivation_sum as double) / nullif(cast(members as double), 0) as adjusted_headcount_ratio,
        cast({{ of_its_framework(frameworks() | map(attribute='k') | list) }} as double) as cutoff_k,
        false as is_suppressed
    from results

)

select * from final
