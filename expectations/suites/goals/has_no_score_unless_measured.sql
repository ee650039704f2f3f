select
    survey_round,
    area_level,
    area_code,
    ${item},
    measurement,
    score,
    failing_rate,
    indicators_measured
from ${table}
where ${is_shown} and (
        (measurement = 'not_measured') = (score is null)
        and (measurement = 'not_measured') = (failing_rate is null)
        and (measurement = 'not_measured') = (indicators_measured = 0)
        and indicators_measured between 0 and indicators_mapped
    ) is not true
