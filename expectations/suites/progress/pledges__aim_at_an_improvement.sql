select
    province_code,
    pledge_id,
    indicator_code,
    goal,
    baseline_value,
    target_value
from open__pledge_progress
where (
    pledge_id is null
    or (
        (indicator_code is null) <> (goal is null)
        and due_on > baseline_on
        and case when goal is null then -1 else 1 end * (target_value - baseline_value) > 0
    )
) is not true
