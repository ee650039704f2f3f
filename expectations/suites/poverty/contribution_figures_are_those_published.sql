select
    change.survey_round,
    area_level,
    area_code,
    indicator_code,
    change.members_poor_failing,
    change.censored_headcount_ratio,
    change.previous_members_poor_failing,
    change.previous_censored_headcount_ratio,
    now.members_poor_failing as "members in area_poverty_contribution",
    now.censored_headcount_ratio as "ratio in area_poverty_contribution",
    earlier.members_poor_failing as "members of the round before",
    earlier.censored_headcount_ratio as "ratio of the round before"
from ${table} as change
left join ${contributions} as now using (survey_round, area_level, area_code, indicator_code)
left join (
    select
        *,
        survey_round as previous_survey_round
    from ${contributions}
) as earlier using (previous_survey_round, area_level, area_code, indicator_code)
where change.members_poor_failing is distinct from now.members_poor_failing
    or change.censored_headcount_ratio is distinct from now.censored_headcount_ratio
    or change.previous_members_poor_failing is distinct from earlier.members_poor_failing
    or change.previous_censored_headcount_ratio is distinct from earlier.censored_headcount_ratio
