-- Most households fail nothing and are not read. The poor are separate, so that their failures are counted once.
with sizes as (

    select
        survey_round,
        village_code,
        member_count,
        is_poor,
        count(case when TQ01 = 0 or TQ02 = 0 then 1 end) as goal_6_failing,
        count(case when TQ01 = 0 or TQ02 = 0 then 1 end) as target_6_1_failing,
        count(case when TQ01 = 0 then 1 end) as TQ01_failing,
        count(case when TQ02 = 0 then 1 end) as TQ02_failing
    from "warehouse"."marts"."fct_household"
    where indicators_failing > 0 and village_code is not null
    group by survey_round, village_code, member_count, is_poor

),

final as (

    select
        survey_round,
        village_code,
        cast(sum(goal_6_failing) as bigint) as goal_6_failing,
        cast(sum(target_6_1_failing) as bigint) as target_6_1_failing,
        cast(sum(case when is_poor then member_count * TQ01_failing else 0 end) as bigint) as TQ01_members_poor_failing,
        cast(sum(case when is_poor then member_count * TQ02_failing else 0 end) as bigint) as TQ02_members_poor_failing,
        cast(sum(TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(member_count * TQ01_failing) as bigint) as TQ01_members_failing,
        cast(sum(TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(member_count * TQ02_failing) as bigint) as TQ02_members_failing
    from sizes
    group by survey_round, village_code

)

select * from final
