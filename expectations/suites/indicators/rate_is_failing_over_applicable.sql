select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    failing_rate,
    households_applicable_weighted,
    households_failing_weighted,
    households_failing,
    households_applicable
from ${table}
where ${is_shown} and (
        is_ratio(failing_rate, households_failing_weighted, households_applicable_weighted)
        and (
            (select is_weighted from audit__weighing)
            or (
                households_failing_weighted is not distinct from households_failing
                and households_applicable_weighted is not distinct from households_applicable
            )
        )
    ) is not true
