-- By the number of members: members need not be added up household by household.
with surveyed as (

    select
        place_number,
        member_count,
        head_sex,
        head_age_class,
        count(*) as households_surveyed,
        cast(sum(case when true then record_key else 0 end) as bigint) as households_surveyed_keys,
        count(case when is_poor is null then 1 end) as households_dropped,
        count(TQ01) as TQ01_applicable,
        count(TQ02) as TQ02_applicable
    from "warehouse"."intermediate"."int_household_classes_joined"
    group by place_number, member_count, head_sex, head_age_class

),

-- Most households fail nothing and are not read again.
failing as (

    select
        place_number,
        member_count,
        head_sex,
        head_age_class,
        count(case when is_poor then 1 end) as households_poor,
        cast(sum(case when is_poor then record_key else 0 end) as bigint) as households_poor_keys,
        cast(sum(case when is_poor then deprivation_score else 0 end) as decimal(18, 9)) as score_sum,
        count(case when TQ01 = 0 then 1 end) as TQ01_failing,
        cast(sum(case when TQ01 = 0 then record_key else 0 end) as bigint) as TQ01_failing_keys,
        count(case when TQ02 = 0 then 1 end) as TQ02_failing,
        cast(sum(case when TQ02 = 0 then record_key else 0 end) as bigint) as TQ02_failing_keys
    from "warehouse"."intermediate"."int_household_classes_joined"
    where indicators_failing > 0
    group by place_number, member_count, head_sex, head_age_class

),

final as (

    select
        surveyed.*,
        coalesce(failing.households_poor, 0) as households_poor,
        coalesce(failing.households_poor_keys, 0) as households_poor_keys,
        coalesce(failing.score_sum, 0) as score_sum,
        coalesce(failing.TQ01_failing, 0) as TQ01_failing,
        coalesce(failing.TQ01_failing_keys, 0) as TQ01_failing_keys,
        coalesce(failing.TQ02_failing, 0) as TQ02_failing,
        coalesce(failing.TQ02_failing_keys, 0) as TQ02_failing_keys
    from surveyed
    left join failing
        on surveyed.place_number = failing.place_number
        and surveyed.member_count = failing.member_count
        and surveyed.head_sex = failing.head_sex
        and surveyed.head_age_class = failing.head_age_class

)

select * from final
