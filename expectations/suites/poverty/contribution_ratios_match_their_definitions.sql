select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    uncensored_headcount_ratio,
    censored_headcount_ratio,
    contribution,
    weight,
    members_weighted,
    members_failing_weighted,
    members_poor_weighted,
    members_poor_failing_weighted
from ${table}
where ${is_shown} and (
        is_ratio(uncensored_headcount_ratio, members_failing_weighted, members_weighted)
        and is_ratio(censored_headcount_ratio, members_poor_failing_weighted, members_weighted)
        and is_ratio(contribution, weight * members_poor_failing_weighted, members_weighted)
        and (
            (select is_weighted from audit__weighing)
            or (
                members_weighted is not distinct from members
                and members_failing_weighted is not distinct from members_failing
                and members_poor_weighted is not distinct from members_poor
                and members_poor_failing_weighted is not distinct from members_poor_failing
            )
        )
    ) is not true
