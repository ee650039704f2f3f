-- Who fails nothing is not poor at any cut-off.
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
        count(case when is_poor then 1 end) as households_poor,
        cast(sum(case when is_poor then record_key else 0 end) as bigint) as households_poor_keys,
        cast(sum(case when is_poor then deprivation_score else 0 end) as decimal(18, 9)) as score_sum,
        count(case when indicators_failing > 0 then 1 end) as households_poor_at_union,
        cast(sum(case when indicators_failing > 0 then record_key else 0 end) as bigint) as households_poor_at_union_keys,
        cast(sum(case when indicators_failing > 0 then deprivation_score else 0 end) as decimal(18, 9)) as score_sum_at_union,
        count(case when deprivation_score >= cast(0.2 as decimal(10, 9)) then 1 end) as households_poor_at_0_2,
        cast(sum(case when deprivation_score >= cast(0.2 as decimal(10, 9)) then record_key else 0 end) as bigint) as households_poor_at_0_2_keys,
        cast(sum(case when deprivation_score >= cast(0.2 as decimal(10, 9)) then deprivation_score else 0 end) as decimal(18, 9)) as score_sum_at_0_2,
        count(case when deprivation_score >= cast(0.26 as decimal(10, 9)) then 1 end) as households_poor_at_0_26,
        cast(sum(case when deprivation_score >= cast(0.26 as decimal(10, 9)) then record_key else 0 end) as bigint) as households_poor_at_0_26_keys,
        cast(sum(case when deprivation_score >= cast(0.26 as decimal(10, 9)) then deprivation_score else 0 end) as decimal(18, 9)) as score_sum_at_0_26,
        count(case when deprivation_score >= cast(0.33 as decimal(10, 9)) then 1 end) as households_poor_at_0_33,
        cast(sum(case when deprivation_score >= cast(0.33 as decimal(10, 9)) then record_key else 0 end) as bigint) as households_poor_at_0_33_keys,
        cast(sum(case when deprivation_score >= cast(0.33 as decimal(10, 9)) then deprivation_score else 0 end) as decimal(18, 9)) as score_sum_at_0_33,
        count(case when deprivation_score >= cast(0.5 as decimal(10, 9)) then 1 end) as households_poor_at_0_5,
        cast(sum(case when deprivation_score >= cast(0.5 as decimal(10, 9)) then record_key else 0 end) as bigint) as households_poor_at_0_5_keys,
        cast(sum(case when deprivation_score >= cast(0.5 as decimal(10, 9)) then deprivation_score else 0 end) as decimal(18, 9)) as score_sum_at_0_5
    from households
    group by survey_round, village_code, member_count

),

final as (

    select
        survey_round,
        village_code,
        cast(sum(households_poor) as bigint) as households_poor,
        cast(sum(households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(member_count * households_poor) as bigint) as members_poor,
        cast(sum(member_count * score_sum) as decimal(18, 9)) as deprivation_sum,
        cast(sum(households_poor_at_union) as bigint) as households_poor_at_union,
        cast(sum(households_poor_at_union_keys) as bigint) as households_poor_at_union_keys,
        cast(sum(member_count * households_poor_at_union) as bigint) as members_poor_at_union,
        cast(sum(member_count * score_sum_at_union) as decimal(18, 9)) as deprivation_sum_at_union,
        cast(sum(households_poor_at_0_2) as bigint) as households_poor_at_0_2,
        cast(sum(households_poor_at_0_2_keys) as bigint) as households_poor_at_0_2_keys,
        cast(sum(member_count * households_poor_at_0_2) as bigint) as members_poor_at_0_2,
        cast(sum(member_count * score_sum_at_0_2) as decimal(18, 9)) as deprivation_sum_at_0_2,
        cast(sum(households_poor_at_0_26) as bigint) as households_poor_at_0_26,
        cast(sum(households_poor_at_0_26_keys) as bigint) as households_poor_at_0_26_keys,
        cast(sum(member_count * households_poor_at_0_26) as bigint) as members_poor_at_0_26,
        cast(sum(member_count * score_sum_at_0_26) as decimal(18, 9)) as deprivation_sum_at_0_26,
        cast(sum(households_poor_at_0_33) as bigint) as households_poor_at_0_33,
        cast(sum(households_poor_at_0_33_keys) as bigint) as households_poor_at_0_33_keys,
        cast(sum(member_count * households_poor_at_0_33) as bigint) as members_poor_at_0_33,
        cast(sum(member_count * score_sum_at_0_33) as decimal(18, 9)) as deprivation_sum_at_0_33,
        cast(sum(households_poor_at_0_5) as bigint) as households_poor_at_0_5,
        cast(sum(households_poor_at_0_5_keys) as bigint) as households_poor_at_0_5_keys,
        cast(sum(member_count * households_poor_at_0_5) as bigint) as members_poor_at_0_5,
        cast(sum(member_count * score_sum_at_0_5) as decimal(18, 9)) as deprivation_sum_at_0_5
    from sizes
    group by survey_round, village_code

)

select * from final
