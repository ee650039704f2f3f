select
    survey_round,
    area_level,
    area_code,
    goal,
    measurement,
    score,
    failing_rate
from restricted__area_sdg_goal
where (goal in (
    select goal from open__indicator_sdg_map
    where goal is not null
) or (measurement = 'not_measured' and score is null and failing_rate is null
)) is not true
