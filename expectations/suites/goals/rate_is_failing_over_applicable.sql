select
    survey_round,
    area_level,
    area_code,
    ${item},
    failing_rate,
    households_applicable_weighted,
    households_failing_weighted,
    households_failing,
    households_applicable,
    households_surveyed
from ${table}
where ${is_shown} and (
        households_failing >= 0
        and households_failing <= households_applicable
        and households_applicable <= households_surveyed
        and is_ratio(failing_rate, households_failing_weighted, households_applicable_weighted)
        and (
            (select is_weighted from audit__weighing)
            or (
                households_applicable_weighted is not distinct from households_applicable
                and households_failing_weighted is not distinct from households_failing
            )
        )
    ) is not true
