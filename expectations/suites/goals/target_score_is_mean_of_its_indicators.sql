select
    survey_round,
    area_level,
    area_code,
    sdg_target,
    score,
    expected_score as "score by its indicators",
    indicators_measured,
    expected_measured as "indicators with a rate"
from ${scores}
