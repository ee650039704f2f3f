with rounds as (

    select * from "warehouse"."intermediate"."int_round_pairs_joined"
    where previous_survey_round is not null

),

figures as (

    select * from "warehouse"."open"."open_area_sdg_goal"
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district')

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
        coalesce(changes.households_became_applicable, 0) as households_became_applicable,
        coalesce(changes.households_became_applicable_failing, 0) as households_became_applicable_failing,
        coalesce(changes.households_no_longer_applicable, 0) as households_no_longer_applicable,
        coalesce(changes.households_no_longer_applicable_failing, 0) as households_no_longer_applicable_failing,
        coalesce(changes.households_entered_failing, 0) as households_entered_failing,
        coalesce(changes.households_left_failing, 0) as households_left_failing,
        coalesce(changes.households_moved_in_failing, 0) as households_moved_in_failing,
        coalesce(changes.households_moved_away_failing, 0) as households_moved_away_failing,
        coalesce(changes.households_boundary_failing, 0) as households_boundary_failing,
        figures.households_failing,
        previous.households_failing as previous_households_failing,
        figures.failing_rate,
        previous.failing_rate as previous_failing_rate,
        figures.score,
        previous.score as previous_score,
        rounds.is_same_framework,
        not figures.is_suppressed and not previous.is_suppressed as is_shown
    from figures
    inner join rounds on figures.survey_round = rounds.survey_round
    inner join figures as previous
        on rounds.previous_survey_round = previous.survey_round
        and figures.area_level = previous.area_level
        and figures.area_code = previous.area_code
        and figures.goal = previous.goal
    left join "warehouse"."intermediate"."int_area_flows_perturbed" as changes
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
        case when is_shown then households_in_both end as households_in_both,
        case when is_shown then households_entered end as households_entered,
        case when is_shown then households_left end as households_left,
        case when is_shown then households_stayed_failing end as households_stayed_failing,
        case when is_shown then households_escaped end as households_escaped,
        case when is_shown then households_fell end as households_fell,
        case when is_shown then households_became_applicable end as households_became_applicable,
        case when is_shown then households_became_applicable_failing end as households_became_applicable_failing,
        case when is_shown then households_no_longer_applicable end as households_no_longer_applicable,
        case when is_shown then households_no_longer_applicable_failing end as households_no_longer_applicable_failing,
        case when is_shown then households_entered_failing end as households_entered_failing,
        case when is_shown then households_left_failing end as households_left_failing,
        case when is_shown then households_moved_in_failing end as households_moved_in_failing,
        case when is_shown then households_moved_away_failing end as households_moved_away_failing,
        case when is_shown then households_boundary_failing end as households_boundary_failing,
        case when is_shown then households_failing end as households_failing,
        case when is_shown then previous_households_failing end as previous_households_failing,
        case when is_shown then failing_rate end as failing_rate,
        case when is_shown then previous_failing_rate end as previous_failing_rate,
        case when is_shown then failing_rate - previous_failing_rate end as failing_rate_change,
        case when is_shown then score end as score,
        case when is_shown then previous_score end as previous_score,
        case when is_shown then score - previous_score end as score_change,
        is_same_framework,
        not is_shown as is_suppressed
    from joined

)

select * from final
