select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    households_applicable,
    households_failing,
    members_applicable,
    members_failing
from restricted__area_indicator
where (
    members_failing >= households_failing
    and (households_failing > 0 or members_failing = 0)
    and members_applicable - members_failing >= households_applicable - households_failing
    and (households_applicable > households_failing or members_applicable = members_failing)
) is not true
