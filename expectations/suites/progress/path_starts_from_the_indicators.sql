select
    path.survey_round,
    area_level,
    area_code,
    indicator_code,
    path.households_failing,
    now.households_failing as "failing in area_indicator",
    path.baseline_round,
    path.baseline_households_failing,
    before.households_failing as "failing then in area_indicator",
    path.households_failing_weighted,
    now.households_failing_weighted as "weighted, in area_indicator"
from ${table} as path
left join ${indicators} as now using (survey_round, area_level, area_code, indicator_code)
left join (
    select
        *,
        survey_round as baseline_round
    from ${indicators}
) as before
    using (baseline_round, area_level, area_code, indicator_code)
where ${is_shown}
    and (
        path.households_applicable is distinct from now.households_applicable
        or path.households_failing is distinct from now.households_failing
        or path.baseline_households_applicable is distinct from before.households_applicable
        or path.baseline_households_failing is distinct from before.households_failing
        or path.households_applicable_weighted is distinct from now.households_applicable_weighted
        or path.households_failing_weighted is distinct from now.households_failing_weighted
        or path.baseline_households_applicable_weighted is distinct from before.households_applicable_weighted
        or path.baseline_households_failing_weighted is distinct from before.households_failing_weighted
    )
