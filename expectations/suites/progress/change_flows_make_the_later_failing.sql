select
    survey_round,
    area_level,
    area_code,
    ${item},
    households_failing,
    previous_households_failing
from ${table}
where (
    households_stayed_failing + households_fell + households_became_applicable_failing + households_entered_failing
    = households_failing
) is not true
