with practice as (
    select
        *,
        households_failing_weighted / cast(households_applicable_weighted as double) as rate,
        baseline_households_failing_weighted / cast(baseline_households_applicable_weighted as double) as baseline_rate
    from ${table}
)

select
    practice_id,
    failing_rate,
    baseline_failing_rate,
    failing_rate_change,
    effect
from practice
where (
    is_near(failing_rate, rate)
    and is_near(baseline_failing_rate, baseline_rate)
    and is_near(failing_rate_change, failing_rate - baseline_failing_rate)
    and is_near(effect, failing_rate_change - median_failing_rate_change)
    and (
        (select is_weighted from audit__weighing)
        or (
            households_applicable_weighted is not distinct from households_applicable
            and households_failing_weighted is not distinct from households_failing
            and baseline_households_applicable_weighted is not distinct from baseline_households_applicable
            and baseline_households_failing_weighted is not distinct from baseline_households_failing
        )
    )
) is not true
