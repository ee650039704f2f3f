select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    members,
    members_failing,
    members_poor,
    members_poor_failing
from ${table}
where ${is_shown} and (
        members_poor_failing >= 0
        and members_poor_failing <= members_poor
        and members_poor_failing <= members_failing
        and members_failing <= members
        and members_poor <= members
    ) is not true
