select
    survey_round,
    area_level,
    area_code,
    ${item},
    failing_rate,
    previous_failing_rate,
    failing_rate_change
from ${table}
where ${is_shown} and (
        case when failing_rate is null or previous_failing_rate is null then failing_rate_change is null
            else abs(failing_rate_change - (failing_rate - previous_failing_rate)) <= ${rate_tolerance}
        end
    ) is not true
