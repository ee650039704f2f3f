select
    survey_round,
    area_level,
    area_code,
    goal,
    households_failing,
    failing_most as "most of one target",
    failing_together as "sum of targets"
from audit__goal_score
where (households_failing between failing_most and failing_together) is not true
