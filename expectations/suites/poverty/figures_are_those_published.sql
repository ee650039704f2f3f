select
    change.survey_round,
    area_level,
    area_code,
    change.headcount_ratio,
    change.intensity,
    change.adjusted_headcount_ratio,
    change.previous_headcount_ratio,
    change.previous_intensity,
    change.previous_adjusted_headcount_ratio,
    now.headcount_ratio as "H in area_poverty",
    now.intensity as "A in area_poverty",
    now.adjusted_headcount_ratio as "M0 in area_poverty",
    earlier.headcount_ratio as "H of the round before",
    earlier.intensity as "A of the round before",
    earlier.adjusted_headcount_ratio as "M0 of the round before"
from ${table} as change
left join ${poverty} as now using (survey_round, area_level, area_code)
left join (
    select
        *,
        survey_round as previous_survey_round
    from ${poverty}
) as earlier using (previous_survey_round, area_level, area_code)
where change.households is distinct from now.households
    or change.members is distinct from now.members
    or change.headcount_ratio is distinct from now.headcount_ratio
    or change.intensity is distinct from now.intensity
    or change.adjusted_headcount_ratio is distinct from now.adjusted_headcount_ratio
    or change.previous_households is distinct from earlier.households
    or change.previous_members is distinct from earlier.members
    or change.previous_headcount_ratio is distinct from earlier.headcount_ratio
    or change.previous_intensity is distinct from earlier.intensity
    or change.previous_adjusted_headcount_ratio is distinct from earlier.adjusted_headcount_ratio
