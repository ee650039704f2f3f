-- Households of one size are counted together: members need not be added up household by household.
with households as (

    select
        *,
        cast('0x' || substring(household_key, 1, 8) as bigint) as record_key
    from "warehouse"."marts"."fct_household"
    where village_code is not null

),

sizes as (

    select
        survey_round,
        village_code,
        member_count,
        count(*) as households_surveyed,
        cast(sum(case when true then record_key else 0 end) as bigint) as households_surveyed_keys,
        count(case when is_poor is null then 1 end) as households_dropped,
        count(coalesce(TQ01, TQ02)) as goal_6_applicable,
        count(coalesce(TQ01, TQ02)) as target_6_1_applicable,
        count(TQ01) as TQ01_applicable,
        count(TQ02) as TQ02_applicable
    from households
    group by survey_round, village_code, member_count

),

final as (

    select
        survey_round,
        village_code,
        cast(sum(households_surveyed) as bigint) as households_surveyed,
        cast(sum(households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(member_count * households_surveyed) as bigint) as members_surveyed,
        cast(sum(households_dropped) as bigint) as households_dropped,
        cast(sum(member_count * households_dropped) as bigint) as members_dropped,
        cast(sum(goal_6_applicable) as bigint) as goal_6_applicable,
        cast(sum(target_6_1_applicable) as bigint) as target_6_1_applicable,
        cast(sum(TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(member_count * TQ01_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(member_count * TQ02_applicable) as bigint) as TQ02_members_applicable
    from sizes
    group by survey_round, village_code

)

select * from final
