with rounds as (

    select * from "warehouse"."intermediate"."int_round_pairs_joined"
    where previous_survey_round is not null

),

figures as (

    select * from "warehouse"."marts"."area_sdg_goal"

),

changes as (

    select * from "warehouse"."intermediate"."int_area_flows_summed"
    where item in ('TQ02', 'goal_6')

),

joined as (

    select
        figures.survey_round,
        figures.area_level,
        figures.area_code,
        figures.goal,
        rounds.previous_survey_round,
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
        figures.households_failing,
        previous.households_failing as previous_households_failing,
        figures.failing_rate,
        previous.failing_rate as previous_failing_rate,
        figures.score,
        previous.score as previous_score,
        rounds.is_same_framework
    from figures
    inner join rounds on figures.survey_round = rounds.survey_round
    inner join "warehouse"."marts"."area_sdg_goal" as previous
        on rounds.previous_survey_round = previous.survey_round
        and figures.area_level = previous.area_level
        and figures.area_code = previous.area_code
        and figures.goal = previous.goal
    left join changes
        on figures.survey_round = changes.survey_round
        and figures.area_level = changes.area_level
        and figures.area_code = changes.area_code
        and case cast(figures.goal as string)
            when '1' then 'TQ02'
            when '6' then 'goal_6'
        end = changes.item

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        goal,
        previous_survey_round,
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
        previous_households_failing - households_stayed_failing - households_escaped
        - households_no_longer_applicable_failing - households_left_failing
        - households_moved_away_failing + households_moved_in_failing as households_boundary_failing,
        households_failing,
        previous_households_failing,
        failing_rate,
        previous_failing_rate,
        failing_rate - previous_failing_rate as failing_rate_change,
        score,
        previous_score,
        score - previous_score as score_change,
        is_same_framework,
        false as is_suppressed
    from joined

)

select * from final
