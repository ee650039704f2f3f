select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    households_failing,
    households_applicable,
    households_applicable_weighted,
    households_failing_weighted,
    members_applicable_weighted,
    members_failing_weighted
from restricted__area_indicator
where (
    (households_failing_weighted > 0) = (households_failing > 0)
    and (households_applicable_weighted > 0) = (households_applicable > 0)
    and households_failing_weighted between 0 and households_applicable_weighted
    and members_failing_weighted between households_failing_weighted and members_applicable_weighted
    and (
        (select is_weighted from audit__weighing)
        or (
            members_failing_weighted is not distinct from members_failing
            and members_applicable_weighted is not distinct from members_applicable
        )
    )
) is not true
