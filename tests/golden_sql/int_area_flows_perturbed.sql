with rounds as (

    select * from "warehouse"."intermediate"."int_round_pairs_joined"
    where previous_survey_round is not null

),

figures as (

    select
        survey_round,
        area_level,
        area_code,
        item,
        households_failing,
        households_failing_keys
    from "warehouse"."intermediate"."int_area_results_summed"
    unpivot (
        (households_failing, households_failing_keys) for item in (
            (TQ01_failing, TQ01_failing_keys) as TQ01,
            (TQ02_failing, TQ02_failing_keys) as TQ02,
            (goal_6_failing, goal_6_failing_keys) as goal_6
        )
    )
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district')

),

joined as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        figures.item,
        coalesce(changes.households_in_both, 0) as households_in_both,
        coalesce(changes.households_entered, 0) as households_entered,
        coalesce(changes.households_left, 0) as households_left,
        coalesce(changes.households_stayed_failing, 0) as households_stayed_failing,
        coalesce(changes.households_escaped, 0) as households_escaped,
        coalesce(changes.households_fell, 0) as households_fell,
        coalesce(changes.households_stayed_passing, 0) as households_stayed_passing,
        coalesce(changes.households_became_applicable, 0) as households_became_applicable,
        coalesce(changes.households_became_applicable_failing, 0) as households_became_applicable_failing,
        coalesce(changes.households_no_longer_applicable, 0) as households_no_longer_applicable,
        coalesce(changes.households_no_longer_applicable_failing, 0) as households_no_longer_applicable_failing,
        coalesce(changes.households_entered_failing, 0) as households_entered_failing,
        coalesce(changes.households_left_failing, 0) as households_left_failing,
        coalesce(changes.households_moved_in_failing, 0) as households_moved_in_failing,
        coalesce(changes.households_moved_away_failing, 0) as households_moved_away_failing,
        coalesce(changes.households_in_both_keys, 0) as households_in_both_keys,
        coalesce(changes.households_entered_keys, 0) as households_entered_keys,
        coalesce(changes.households_left_keys, 0) as households_left_keys,
        coalesce(changes.households_stayed_failing_keys, 0) as households_stayed_failing_keys,
        coalesce(changes.households_escaped_keys, 0) as households_escaped_keys,
        coalesce(changes.households_fell_keys, 0) as households_fell_keys,
        coalesce(changes.households_became_applicable_keys, 0) as households_became_applicable_keys,
        coalesce(changes.households_became_applicable_failing_keys, 0) as households_became_applicable_failing_keys,
        coalesce(changes.households_no_longer_applicable_keys, 0) as households_no_longer_applicable_keys,
        coalesce(changes.households_no_longer_applicable_failing_keys, 0) as households_no_longer_applicable_failing_keys,
        coalesce(changes.households_entered_failing_keys, 0) as households_entered_failing_keys,
        coalesce(changes.households_left_failing_keys, 0) as households_left_failing_keys,
        coalesce(changes.households_moved_in_failing_keys, 0) as households_moved_in_failing_keys,
        coalesce(changes.households_moved_away_failing_keys, 0) as households_moved_away_failing_keys,
        previous.households_failing as previous_households_failing,
        previous.households_failing_keys as previous_households_failing_keys
    from figures
    inner join rounds on figures.survey_round = rounds.survey_round
    inner join figures as previous
        on rounds.previous_survey_round = previous.survey_round
        and figures.area_level = previous.area_level
        and figures.area_code = previous.area_code
        and figures.item = previous.item
    left join "warehouse"."intermediate"."int_area_flows_summed" as changes
        on figures.survey_round = changes.survey_round
        and figures.area_level = changes.area_level
        and figures.area_code = changes.area_code
        and figures.item = changes.item

),

remaining as (

    select
        *,
        previous_households_failing - households_stayed_failing - households_escaped
        - households_no_longer_applicable_failing - households_left_failing
        - households_moved_away_failing + households_moved_in_failing as households_boundary_failing,
        previous_households_failing_keys - households_stayed_failing_keys - households_escaped_keys
        - households_no_longer_applicable_failing_keys - households_left_failing_keys
        - households_moved_away_failing_keys + households_moved_in_failing_keys as households_boundary_failing_keys
    from joined

),

by_flow as (

    select
        survey_round,
        area_level,
        area_code,
        item,
        flow,
        households,
        record_keys
    from remaining
    unpivot (
        (households, record_keys) for flow in (
            (households_in_both, households_in_both_keys) as households_in_both,
            (households_entered, households_entered_keys) as households_entered,
            (households_left, households_left_keys) as households_left,
            (households_stayed_failing, households_stayed_failing_keys) as households_stayed_failing,
            (households_escaped, households_escaped_keys) as households_escaped,
            (households_fell, households_fell_keys) as households_fell,
            (households_became_applicable, households_became_applicable_keys) as households_became_applicable,
            (households_became_applicable_failing, households_became_applicable_failing_keys) as households_became_applicable_failing,
            (households_no_longer_applicable, households_no_longer_applicable_keys) as households_no_longer_applicable,
            (households_no_longer_applicable_failing, households_no_longer_applicable_failing_keys) as households_no_longer_applicable_failing,
            (households_entered_failing, households_entered_failing_keys) as households_entered_failing,
            (households_left_failing, households_left_failing_keys) as households_left_failing,
            (households_moved_in_failing, households_moved_in_failing_keys) as households_moved_in_failing,
            (households_moved_away_failing, households_moved_away_failing_keys) as households_moved_away_failing,
            (households_boundary_failing, households_boundary_failing_keys) as households_boundary_failing
        )
    )

),

-- A flow is drawn once, with the vintage of the later round.
salted as (

    select
        by_flow.*,
        salts.round_salt
    from by_flow
    left join "warehouse"."intermediate"."int_round_salts_summed" as salts on by_flow.survey_round = salts.survey_round

),

-- Who was surveyed, came or went is the same for every item, and has one noise for all of them.
named as (

    select
        *,
        case
            when flow in ('households_in_both', 'households_entered', 'households_left') then 'surveyed'
            else item
        end as named_item
    from salted

),

keyed as (

    select
        *,
        cast('0x' || substring(md5(concat_ws('|', cast(((record_keys % 4294967296) + 4294967296) % 4294967296 as string), named_item, round_salt)), 1, 8) as bigint) as flow_cell
    from named

),

perturbed as (

    select
        keyed.survey_round,
        keyed.area_level,
        keyed.area_code,
        keyed.item,
        keyed.flow,
        cast(sign(keyed.households) * (abs(keyed.households) + perturbation.noise) as bigint) as households
    from keyed
    inner join "warehouse"."reference"."perturbation" as perturbation
        on least(abs(keyed.households), 8) = perturbation.households
        and floor(keyed.flow_cell / 65536) between perturbation.first_cell and perturbation.last_cell

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        item,
        max(case when flow = 'households_in_both' then households end) as households_in_both,
        max(case when flow = 'households_entered' then households end) as households_entered,
        max(case when flow = 'households_left' then households end) as households_left,
        max(case when flow = 'households_stayed_failing' then households end) as households_stayed_failing,
        max(case when flow = 'households_escaped' then households end) as households_escaped,
        max(case when flow = 'households_fell' then households end) as households_fell,
        max(case when flow = 'households_became_applicable' then households end) as households_became_applicable,
        max(case when flow = 'households_became_applicable_failing' then households end) as households_became_applicable_failing,
        max(case when flow = 'households_no_longer_applicable' then households end) as households_no_longer_applicable,
        max(case when flow = 'households_no_longer_applicable_failing' then households end) as households_no_longer_applicable_failing,
        max(case when flow = 'households_entered_failing' then households end) as households_entered_failing,
        max(case when flow = 'households_left_failing' then households end) as households_left_failing,
        max(case when flow = 'households_moved_in_failing' then households end) as households_moved_in_failing,
        max(case when flow = 'households_moved_away_failing' then households end) as households_moved_away_failing,
        max(case when flow = 'households_boundary_failing' then households end) as households_boundary_failing
    from perturbed
    group by survey_round, area_level, area_code, item

)

select * from final
