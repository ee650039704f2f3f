with rounds as (

    select * from "warehouse"."intermediate"."int_round_pairs_joined"
    where previous_survey_round is not null

),

households as (

    select * from "warehouse"."intermediate"."int_household_flows_joined"

),

entered as (

    select
        survey_round,
        village_code,
        count(*) as households_entered,
        cast(sum(case when true then record_key else 0 end) as bigint) as households_entered_keys,
        count(TQ01) as TQ01_applicable,
        count(TQ02) as TQ02_applicable,
        count(goal_6) as goal_6_applicable
    from households
    where not was_surveyed and village_code is not null
    group by survey_round, village_code

),

missed as (

    select
        survey_round,
        previous_village_code as village_code,
        count(*) as households_left,
        cast(sum(case when true then record_key else 0 end) as bigint) as households_left_keys
    from households
    where not is_surveyed and previous_village_code is not null
    group by survey_round, previous_village_code

),

-- Villages with a survey in the round or in the one before it.
villages as (

    select
        rounds.survey_round,
        results.village_code,
        cast(sum(case when results.survey_round = rounds.survey_round then results.households_surveyed else 0 end) as bigint)
            as households_surveyed,
        cast(sum(case when results.survey_round = rounds.survey_round then results.households_surveyed_keys else 0 end) as bigint)
            as households_surveyed_keys,
        cast(sum(case when results.survey_round = rounds.survey_round then results.TQ01_applicable else 0 end) as bigint)
            as TQ01_applicable,
        cast(sum(case when results.survey_round = rounds.survey_round then results.TQ01_failing else 0 end) as bigint)
            as TQ01_failing,
        cast(sum(case when results.survey_round = rounds.survey_round then results.TQ01_failing_keys else 0 end) as bigint)
            as TQ01_failing_keys,
        cast(sum(case when results.survey_round = rounds.survey_round then results.TQ02_applicable else 0 end) as bigint)
            as TQ02_applicable,
        cast(sum(case when results.survey_round = rounds.survey_round then results.TQ02_failing else 0 end) as bigint)
            as TQ02_failing,
        cast(sum(case when results.survey_round = rounds.survey_round then results.TQ02_failing_keys else 0 end) as bigint)
            as TQ02_failing_keys,
        cast(sum(case when results.survey_round = rounds.survey_round then results.goal_6_applicable else 0 end) as bigint)
            as goal_6_applicable,
        cast(sum(case when results.survey_round = rounds.survey_round then results.goal_6_failing else 0 end) as bigint)
            as goal_6_failing,
        cast(sum(case when results.survey_round = rounds.survey_round then results.goal_6_failing_keys else 0 end) as bigint)
            as goal_6_failing_keys
    from rounds
    inner join "warehouse"."intermediate"."int_village_results_joined" as results
        on rounds.survey_round = results.survey_round
        or rounds.previous_survey_round = results.survey_round
    group by rounds.survey_round, results.village_code

),

-- What applies to the households of both rounds: what applies to all, without those who entered.
totals as (

    select
        villages.survey_round,
        villages.village_code,
        villages.households_surveyed - coalesce(entered.households_entered, 0)
            as households_in_both,
        coalesce(entered.households_entered, 0) as households_entered,
        coalesce(missed.households_left, 0) as households_left,
        villages.households_surveyed_keys - coalesce(entered.households_entered_keys, 0)
            as households_in_both_keys,
        coalesce(entered.households_entered_keys, 0) as households_entered_keys,
        coalesce(missed.households_left_keys, 0) as households_left_keys,
        villages.TQ01_applicable - coalesce(entered.TQ01_applicable, 0) as TQ01_applicable,
        villages.TQ01_failing,
        villages.TQ01_failing_keys,
        villages.TQ02_applicable - coalesce(entered.TQ02_applicable, 0) as TQ02_applicable,
        villages.TQ02_failing,
        villages.TQ02_failing_keys,
        villages.goal_6_applicable - coalesce(entered.goal_6_applicable, 0) as goal_6_applicable,
        villages.goal_6_failing,
        villages.goal_6_failing_keys
    from villages
    left join entered
        on villages.survey_round = entered.survey_round
        and villages.village_code = entered.village_code
    left join missed
        on villages.survey_round = missed.survey_round
        and villages.village_code = missed.village_code

),

totals_by_item as (

    select *
    from totals
    unpivot (
        (applicable, failing, failing_keys) for item in (
            (TQ01_applicable, TQ01_failing, TQ01_failing_keys) as TQ01,
            (TQ02_applicable, TQ02_failing, TQ02_failing_keys) as TQ02,
            (goal_6_applicable, goal_6_failing, goal_6_failing_keys) as goal_6
        )
    )

),

-- Results that are not those of before, and what fails in one round only or in another village than before.
results as (

    select *
    from households
    unpivot include nulls (
        (result, previous_result) for item in (
            (TQ01, previous_TQ01) as TQ01,
            (TQ02, previous_TQ02) as TQ02,
            (goal_6, previous_goal_6) as goal_6
        )
    )
    where
        (is_surveyed and was_surveyed and result is distinct from previous_result)
        or (result = 0 and not was_surveyed)
        or (previous_result = 0 and village_code is distinct from previous_village_code)

),

flows as (

    select
        survey_round,
        village_code,
        previous_village_code,
        item,
        count(case when result = 1 and previous_result = 0 then 1 end) as households_escaped,
        cast(sum(case when result = 1 and previous_result = 0 then record_key else 0 end) as bigint) as households_escaped_keys,
        count(case when result = 0 and previous_result = 1 then 1 end) as households_fell,
        cast(sum(case when result = 0 and previous_result = 1 then record_key else 0 end) as bigint) as households_fell_keys,
        count(case when was_surveyed and previous_result is null then 1 end) as households_became_applicable,
        cast(sum(case when was_surveyed and previous_result is null then record_key else 0 end) as bigint) as households_became_applicable_keys,
        count(case when was_surveyed and previous_result is null and result = 0 then 1 end) as households_became_applicable_failing,
        cast(sum(case when was_surveyed and previous_result is null and result = 0 then record_key else 0 end) as bigint) as households_became_applicable_failing_keys,
        count(case when is_surveyed and result is null then 1 end) as households_no_longer_applicable,
        cast(sum(case when is_surveyed and result is null then record_key else 0 end) as bigint) as households_no_longer_applicable_keys,
        count(case when is_surveyed and result is null and previous_result = 0 then 1 end) as households_no_longer_applicable_failing,
        cast(sum(case when is_surveyed and result is null and previous_result = 0 then record_key else 0 end) as bigint) as households_no_longer_applicable_failing_keys,
        count(case when not was_surveyed then 1 end) as households_entered_failing,
        cast(sum(case when not was_surveyed then record_key else 0 end) as bigint) as households_entered_failing_keys,
        count(case when not is_surveyed then 1 end) as households_left_failing,
        cast(sum(case when not is_surveyed then record_key else 0 end) as bigint) as households_left_failing_keys,
        count(case when is_surveyed and previous_result = 0 then 1 end) as households_failing_before,
        cast(sum(case when is_surveyed and previous_result = 0 then record_key else 0 end) as bigint) as households_failing_before_keys
    from results
    group by survey_round, village_code, previous_village_code, item

),

-- Where the later round found the household.
arrived as (

    select
        survey_round,
        village_code,
        item,
        cast(sum(households_escaped) as bigint) as households_escaped,
        cast(sum(households_fell) as bigint) as households_fell,
        cast(sum(households_became_applicable) as bigint) as households_became_applicable,
        cast(sum(households_became_applicable_failing) as bigint) as households_became_applicable_failing,
        cast(sum(households_no_longer_applicable) as bigint) as households_no_longer_applicable,
        cast(sum(households_no_longer_applicable_failing) as bigint) as households_no_longer_applicable_failing,
        cast(sum(households_entered_failing) as bigint) as households_entered_failing,
        cast(
            sum(case when village_code is distinct from previous_village_code then households_failing_before else 0 end) as bigint
        ) as households_moved_in_failing,
        cast(sum(households_escaped_keys) as bigint) as households_escaped_keys,
        cast(sum(households_fell_keys) as bigint) as households_fell_keys,
        cast(sum(households_became_applicable_keys) as bigint) as households_became_applicable_keys,
        cast(sum(households_became_applicable_failing_keys) as bigint) as households_became_applicable_failing_keys,
        cast(sum(households_no_longer_applicable_keys) as bigint) as households_no_longer_applicable_keys,
        cast(sum(households_no_longer_applicable_failing_keys) as bigint) as households_no_longer_applicable_failing_keys,
        cast(sum(households_entered_failing_keys) as bigint) as households_entered_failing_keys,
        cast(
            sum(case when village_code is distinct from previous_village_code then households_failing_before_keys else 0 end) as bigint
        ) as households_moved_in_failing_keys
    from flows
    where village_code is not null
    group by survey_round, village_code, item

),

-- Where the earlier round found a household that failed and is not there any more.
departed as (

    select
        survey_round,
        previous_village_code as village_code,
        item,
        cast(sum(households_left_failing) as bigint) as households_left_failing,
        cast(
            sum(case when village_code is distinct from previous_village_code then households_failing_before else 0 end) as bigint
        ) as households_moved_away_failing,
        cast(sum(households_left_failing_keys) as bigint) as households_left_failing_keys,
        cast(
            sum(case when village_code is distinct from previous_village_code then households_failing_before_keys else 0 end) as bigint
        ) as households_moved_away_failing_keys
    from flows
    where previous_village_code is not null and village_code is distinct from previous_village_code
    group by survey_round, previous_village_code, item

),

counted as (

    select
        totals_by_item.*,
        coalesce(arrived.households_escaped, 0) as households_escaped,
        coalesce(arrived.households_fell, 0) as households_fell,
        coalesce(arrived.households_became_applicable, 0) as households_became_applicable,
        coalesce(arrived.households_became_applicable_failing, 0) as households_became_applicable_failing,
        coalesce(arrived.households_no_longer_applicable, 0) as households_no_longer_applicable,
        coalesce(arrived.households_no_longer_applicable_failing, 0) as households_no_longer_applicable_failing,
        coalesce(arrived.households_entered_failing, 0) as households_entered_failing,
        coalesce(arrived.households_moved_in_failing, 0) as households_moved_in_failing,
        coalesce(departed.households_left_failing, 0) as households_left_failing,
        coalesce(departed.households_moved_away_failing, 0) as households_moved_away_failing,
        coalesce(arrived.households_escaped_keys, 0) as households_escaped_keys,
        coalesce(arrived.households_fell_keys, 0) as households_fell_keys,
        coalesce(arrived.households_became_applicable_keys, 0) as households_became_applicable_keys,
        coalesce(arrived.households_became_applicable_failing_keys, 0) as households_became_applicable_failing_keys,
        coalesce(arrived.households_no_longer_applicable_keys, 0) as households_no_longer_applicable_keys,
        coalesce(arrived.households_no_longer_applicable_failing_keys, 0) as households_no_longer_applicable_failing_keys,
        coalesce(arrived.households_entered_failing_keys, 0) as households_entered_failing_keys,
        coalesce(arrived.households_moved_in_failing_keys, 0) as households_moved_in_failing_keys,
        coalesce(departed.households_left_failing_keys, 0) as households_left_failing_keys,
        coalesce(departed.households_moved_away_failing_keys, 0) as households_moved_away_failing_keys
    from totals_by_item
    left join arrived
        on totals_by_item.survey_round = arrived.survey_round
        and totals_by_item.village_code = arrived.village_code
        and totals_by_item.item = arrived.item
    left join departed
        on totals_by_item.survey_round = departed.survey_round
        and totals_by_item.village_code = departed.village_code
        and totals_by_item.item = departed.item

),

-- What stayed is what remains: the failing of the round are those who stayed so and those who came to be so.
explained as (

    select
        *,
        failing - households_fell - households_became_applicable_failing
        - households_entered_failing as households_stayed_failing,
        failing_keys - households_fell_keys - households_became_applicable_failing_keys
        - households_entered_failing_keys as households_stayed_failing_keys,
        applicable - failing - households_became_applicable + households_became_applicable_failing
        - households_escaped + households_entered_failing as households_stayed_passing
    from counted

),

final as (

    select
        survey_round,
        village_code,
        item,
        households_in_both,
        households_entered,
        households_left,
        households_stayed_failing,
        households_escaped,
        households_fell,
        households_stayed_passing,
        households_became_applicable,
        households_became_applicable_failing,
        households_no_longer_applicable,
        households_no_longer_applicable_failing,
        households_entered_failing,
        households_left_failing,
        households_moved_in_failing,
        households_moved_away_failing,
        households_in_both_keys,
        households_entered_keys,
        households_left_keys,
        households_stayed_failing_keys,
        households_escaped_keys,
        households_fell_keys,
        households_became_applicable_keys,
        households_became_applicable_failing_keys,
        households_no_longer_applicable_keys,
        households_no_longer_applicable_failing_keys,
        households_entered_failing_keys,
        households_left_failing_keys,
        households_moved_in_failing_keys,
        households_moved_away_failing_keys
    from explained

)

select * from final
