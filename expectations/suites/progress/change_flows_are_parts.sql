select
    survey_round,
    area_level,
    area_code,
    ${item},
    households_in_both,
    households_entered
from ${table}
where (
    households_in_both >= 0
    and households_entered >= 0
    and households_left >= 0
    and households_stayed_failing >= 0
    and households_escaped >= 0
    and households_fell >= 0
    and households_stayed_passing >= 0
    and households_became_applicable >= 0
    and households_became_applicable_failing >= 0
    and households_no_longer_applicable >= 0
    and households_no_longer_applicable_failing >= 0
    and households_entered_failing >= 0
    and households_left_failing >= 0
    and households_moved_in_failing >= 0
    and households_moved_away_failing >= 0
    and households_became_applicable_failing <= households_became_applicable
    and households_no_longer_applicable_failing <= households_no_longer_applicable
    and households_entered_failing <= households_entered
    and households_left_failing <= households_left
    and households_stayed_failing
    + households_escaped
    + households_fell
    + households_stayed_passing
    + households_became_applicable
    + households_no_longer_applicable
    <= households_in_both
) is not true
