select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    failing_rate,
    baseline_failing_rate,
    required_yearly_change,
    actual_yearly_change
from ${table}
where ${is_shown} and (
        is_ratio(failing_rate, households_failing_weighted, households_applicable_weighted)
        and is_ratio(
            baseline_failing_rate,
            baseline_households_failing_weighted,
            coalesce(baseline_households_applicable_weighted, 0)
        )
        and coalesce(
            abs(required_yearly_change - (-failing_rate / nullif(years_left, 0))) <= ${rate_tolerance},
            required_yearly_change is null and (-failing_rate / nullif(years_left, 0)) is null
        )
        and coalesce(
            abs(actual_yearly_change - ((failing_rate - baseline_failing_rate) / years_between)) <= ${rate_tolerance},
            actual_yearly_change is null and ((failing_rate - baseline_failing_rate) / years_between) is null
        )
        and coalesce(
            abs(progress_ratio - (actual_yearly_change / nullif(required_yearly_change, 0))) <= ${rate_tolerance},
            progress_ratio is null and (actual_yearly_change / nullif(required_yearly_change, 0)) is null
        )
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
