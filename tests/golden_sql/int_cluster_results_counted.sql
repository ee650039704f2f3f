-- A household without a cluster was drawn by itself and is its own.
with households as (

    select
        *,
        coalesce(stratum, '') as design_stratum,
        coalesce(cluster_key, household_key) as design_cluster_key
    from "warehouse"."marts"."fct_household"
    where stratum is not null or cluster_key is not null

),

final as (

    select
        survey_round,
        village_code,
        design_stratum as stratum,
        design_cluster_key as cluster_key,
        count(*) as households_surveyed,
        count(case when is_poor is not null then 1 end) as headcount_ratio_households,
        cast(sum(case when is_poor is not null then sampling_weight * (case when is_poor then member_count else 0 end) else 0 end) as decimal(38, 15)) as headcount_ratio_part,
        cast(sum(case when is_poor is not null then sampling_weight * (member_count) else 0 end) as decimal(38, 15)) as headcount_ratio_whole,
        count(case when is_poor then 1 end) as intensity_households,
        cast(sum(case when is_poor then sampling_weight * (member_count * deprivation_score) else 0 end) as decimal(38, 15)) as intensity_part,
        cast(sum(case when is_poor then sampling_weight * (member_count) else 0 end) as decimal(38, 15)) as intensity_whole,
        count(case when is_poor is not null then 1 end) as adjusted_headcount_ratio_households,
        cast(sum(case when is_poor is not null then sampling_weight * (case when is_poor then member_count * deprivation_score else 0 end) else 0 end) as decimal(38, 15)) as adjusted_headcount_ratio_part,
        cast(sum(case when is_poor is not null then sampling_weight * (member_count) else 0 end) as decimal(38, 15)) as adjusted_headcount_ratio_whole,
        count(case when TQ01 is not null then 1 end) as TQ01_households,
        cast(sum(case when TQ01 is not null then sampling_weight * (1 - TQ01) else 0 end) as decimal(38, 15)) as TQ01_part,
        cast(sum(case when TQ01 is not null then sampling_weight * (1) else 0 end) as decimal(38, 15)) as TQ01_whole,
        count(case when TQ02 is not null then 1 end) as TQ02_households,
        cast(sum(case when TQ02 is not null then sampling_weight * (1 - TQ02) else 0 end) as decimal(38, 15)) as TQ02_part,
        cast(sum(case when TQ02 is not null then sampling_weight * (1) else 0 end) as decimal(38, 15)) as TQ02_whole
    from households
    group by survey_round, village_code, design_stratum, design_cluster_key

)

select * from final
