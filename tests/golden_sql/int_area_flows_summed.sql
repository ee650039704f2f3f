with parts as (

    select
        survey_round,
        village_code as part_code,
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
    from "warehouse"."intermediate"."int_village_flows_counted"

    union all

    select
        survey_round,
        substring(village_code, 1, 6) as part_code,
        item,
        cast(sum(households_in_both) as bigint) as households_in_both,
        cast(sum(households_entered) as bigint) as households_entered,
        cast(sum(households_left) as bigint) as households_left,
        cast(sum(households_stayed_failing) as bigint) as households_stayed_failing,
        cast(sum(households_escaped) as bigint) as households_escaped,
        cast(sum(households_fell) as bigint) as households_fell,
        cast(sum(households_stayed_passing) as bigint) as households_stayed_passing,
        cast(sum(households_became_applicable) as bigint) as households_became_applicable,
        cast(sum(households_became_applicable_failing) as bigint) as households_became_applicable_failing,
        cast(sum(households_no_longer_applicable) as bigint) as households_no_longer_applicable,
        cast(sum(households_no_longer_applicable_failing) as bigint) as households_no_longer_applicable_failing,
        cast(sum(households_entered_failing) as bigint) as households_entered_failing,
        cast(sum(households_left_failing) as bigint) as households_left_failing,
        cast(sum(households_moved_in_failing) as bigint) as households_moved_in_failing,
        cast(sum(households_moved_away_failing) as bigint) as households_moved_away_failing,
        cast(sum(households_in_both_keys) as bigint) as households_in_both_keys,
        cast(sum(households_entered_keys) as bigint) as households_entered_keys,
        cast(sum(households_left_keys) as bigint) as households_left_keys,
        cast(sum(households_stayed_failing_keys) as bigint) as households_stayed_failing_keys,
        cast(sum(households_escaped_keys) as bigint) as households_escaped_keys,
        cast(sum(households_fell_keys) as bigint) as households_fell_keys,
        cast(sum(households_became_applicable_keys) as bigint) as households_became_applicable_keys,
        cast(sum(households_became_applicable_failing_keys) as bigint) as households_became_applicable_failing_keys,
        cast(sum(households_no_longer_applicable_keys) as bigint) as households_no_longer_applicable_keys,
        cast(sum(households_no_longer_applicable_failing_keys) as bigint) as households_no_longer_applicable_failing_keys,
        cast(sum(households_entered_failing_keys) as bigint) as households_entered_failing_keys,
        cast(sum(households_left_failing_keys) as bigint) as households_left_failing_keys,
        cast(sum(households_moved_in_failing_keys) as bigint) as households_moved_in_failing_keys,
        cast(sum(households_moved_away_failing_keys) as bigint) as households_moved_away_failing_keys
    from "warehouse"."intermediate"."int_village_flows_counted"
    group by survey_round, substring(village_code, 1, 6), item

),

final as (

    select
        areas.survey_round,
        areas.area_level,
        areas.area_code,
        parts.item,
        cast(sum(parts.households_in_both) as bigint) as households_in_both,
        cast(sum(parts.households_entered) as bigint) as households_entered,
        cast(sum(parts.households_left) as bigint) as households_left,
        cast(sum(parts.households_stayed_failing) as bigint) as households_stayed_failing,
        cast(sum(parts.households_escaped) as bigint) as households_escaped,
        cast(sum(parts.households_fell) as bigint) as households_fell,
        cast(sum(parts.households_stayed_passing) as bigint) as households_stayed_passing,
        cast(sum(parts.households_became_applicable) as bigint) as households_became_applicable,
        cast(sum(parts.households_became_applicable_failing) as bigint) as households_became_applicable_failing,
        cast(sum(parts.households_no_longer_applicable) as bigint) as households_no_longer_applicable,
        cast(sum(parts.households_no_longer_applicable_failing) as bigint) as households_no_longer_applicable_failing,
        cast(sum(parts.households_entered_failing) as bigint) as households_entered_failing,
        cast(sum(parts.households_left_failing) as bigint) as households_left_failing,
        cast(sum(parts.households_moved_in_failing) as bigint) as households_moved_in_failing,
        cast(sum(parts.households_moved_away_failing) as bigint) as households_moved_away_failing,
        cast(sum(parts.households_in_both_keys) as bigint) as households_in_both_keys,
        cast(sum(parts.households_entered_keys) as bigint) as households_entered_keys,
        cast(sum(parts.households_left_keys) as bigint) as households_left_keys,
        cast(sum(parts.households_stayed_failing_keys) as bigint) as households_stayed_failing_keys,
        cast(sum(parts.households_escaped_keys) as bigint) as households_escaped_keys,
        cast(sum(parts.households_fell_keys) as bigint) as households_fell_keys,
        cast(sum(parts.households_became_applicable_keys) as bigint) as households_became_applicable_keys,
        cast(sum(parts.households_became_applicable_failing_keys) as bigint) as households_became_applicable_failing_keys,
        cast(sum(parts.households_no_longer_applicable_keys) as bigint) as households_no_longer_applicable_keys,
        cast(sum(parts.households_no_longer_applicable_failing_keys) as bigint) as households_no_longer_applicable_failing_keys,
        cast(sum(parts.households_entered_failing_keys) as bigint) as households_entered_failing_keys,
        cast(sum(parts.households_left_failing_keys) as bigint) as households_left_failing_keys,
        cast(sum(parts.households_moved_in_failing_keys) as bigint) as households_moved_in_failing_keys,
        cast(sum(parts.households_moved_away_failing_keys) as bigint) as households_moved_away_failing_keys
    from parts
    inner join "warehouse"."intermediate"."int_area_parts_joined" as areas
        on parts.survey_round = areas.survey_round
        and parts.part_code = areas.part_code
    group by areas.survey_round, areas.area_level, areas.area_code, parts.item

    union all

    select
        survey_round,
        'village' as area_level,
        village_code as area_code,
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
    from "warehouse"."intermediate"."int_village_flows_counted"

)

select * from final
