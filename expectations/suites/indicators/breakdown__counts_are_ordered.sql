select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    disaggregation,
    category,
    households_surveyed,
    households_applicable,
    households_failing,
    members_applicable,
    members_failing,
    households_applicable_weighted,
    households_failing_weighted,
    members_applicable_weighted,
    members_failing_weighted
from restricted__area_indicator_breakdown
where (
    0 <= households_failing
    and households_failing <= households_applicable
    and households_applicable <= households_surveyed
    and households_failing <= members_failing
    and households_applicable - households_failing <= members_applicable - members_failing
) is not true
