select
    survey_round,
    area_level,
    area_code,
    ${item},
    households_failing,
    previous_households_failing,
    households_boundary_failing
from ${table}
where (
    households_stayed_failing
    + households_escaped
    + households_no_longer_applicable_failing
    + households_left_failing
    + households_moved_away_failing
    + households_boundary_failing
    - households_moved_in_failing
    = previous_households_failing
    and (households_boundary_failing = 0 or area_level = 'local_administration')
) is not true
