select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    disaggregation,
    category,
    failing_rate,
    households_failing_weighted,
    households_applicable_weighted
from ${table}
where ${is_shown} and (
        is_ratio(failing_rate, households_failing_weighted, households_applicable_weighted)
        and (
            (select is_weighted from audit__weighing)
            or (
                households_applicable_weighted is not distinct from households_applicable
                and households_failing_weighted is not distinct from households_failing
                and members_applicable_weighted is not distinct from members_applicable
                and members_failing_weighted is not distinct from members_failing
            )
        )
    ) is not true
