-- Most households fail nothing and are not read. The poor are separate, so that their failures are counted once.
with households as (

    select
        *,
        cast('0x' || substring(household_key, 1, 8) as bigint) as record_key
    from "warehouse"."marts"."fct_household"
    where indicators_failing > 0 and village_code is not null

),

sizes as (

    select
        survey_round,
        village_code,
        member_count,
        is_poor,
        count(case when TQ01 = 0 or TQ02 = 0 then 1 end) as goal_6_failing,
        cast(sum(case when TQ01 = 0 or TQ02 = 0 then record_key else 0 end) as bigint) as goal_6_failing_keys,
        count(case when TQ01 = 0 or TQ02 = 0 then 1 end) as target_6_1_failing,
        cast(sum(case when TQ01 = 0 or TQ02 = 0 then record_key else 0 end) as bigint) as target_6_1_failing_keys,
        count(case when TQ01 = 0 then 1 end) as TQ01_failing,
        cast(sum(case when TQ01 = 0 then record_key else 0 end) as bigint) as TQ01_failing_keys,
        count(case when TQ02 = 0 then 1 end) as TQ02_failing,
        cast(sum(case when TQ02 = 0 then record_key else 0 end) as bigint) as TQ02_failing_keys
    from households
    group by survey_round, village_code, member_count, is_poor

),

final as (

    select
        survey_round,
        village_code,
        cast(sum(goal_6_failing) as bigint) as goal_6_failing,
        cast(sum(goal_6_failing_keys) as bigint) as goal_6_failing_keys,
        cast(sum(target_6_1_failing) as bigint) as target_6_1_failing,
        cast(sum(target_6_1_failing_keys) as bigint) as target_6_1_failing_keys,
        cast(sum(case when is_poor then member_count * TQ01_failing else 0 end) as bigint) as TQ01_members_poor_failing,
        cast(sum(case when is_poor then TQ01_failing else 0 end) as bigint) as TQ01_poor_failing,
        cast(sum(case when is_poor then TQ01_failing_keys else 0 end) as bigint) as TQ01_poor_failing_keys,
        cast(sum(case when is_poor then member_count * TQ02_failing else 0 end) as bigint) as TQ02_members_poor_failing,
        cast(sum(case when is_poor then TQ02_failing else 0 end) as bigint) as TQ02_poor_failing,
        cast(sum(case when is_poor then TQ02_failing_keys else 0 end) as bigint) as TQ02_poor_failing_keys,
        cast(sum(TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(member_count * TQ01_failing) as bigint) as TQ01_members_failing,
        cast(sum(TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(member_count * TQ02_failing) as bigint) as TQ02_members_failing
    from sizes
    group by survey_round, village_code

)

select * from final
