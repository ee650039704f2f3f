select
    survey_round,
    area_level,
    area_code,
    goal,
    score,
    expected_score as "score by its targets"
from ${scores}
where (
    (score is null and expected_score is null)
    or abs(score - expected_score) <= ${score_tolerance}
) is not true
