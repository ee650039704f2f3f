with score_of_round as (
    select
        survey_round,
        area_level,
        area_code,
        goal,
        score
    from ${figures_table}
)

select
    change.survey_round,
    change.area_level,
    change.area_code,
    change.goal,
    change.score,
    later.score as "score in area_sdg_goal",
    change.previous_score,
    earlier.score as "score of the round before",
    change.score_change
from ${table} as change
left join score_of_round as later using (survey_round, area_level, area_code, goal)
left join score_of_round as earlier
    on change.previous_survey_round = earlier.survey_round
    and change.area_level = earlier.area_level
    and change.area_code = earlier.area_code
    and change.goal = earlier.goal
where ${is_shown}
    and (
        change.score is distinct from later.score
        or change.previous_score is distinct from earlier.score
        or (change.score_change is null) <> (later.score is null or earlier.score is null)
        or abs(change.score_change - (later.score - earlier.score)) > ${score_tolerance}
    )
