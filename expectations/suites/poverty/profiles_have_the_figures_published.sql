-- What the open zone withholds of an area's poverty is withheld of its cases too.
select
    profile.survey_round,
    area_level,
    area_code,
    profile.headcount_ratio,
    profile.headcount_ratio_change,
    profile.cases_found,
    poverty.headcount_ratio as "H in area_poverty",
    change.headcount_ratio_change as "change in area_poverty_change",
    progress.cases_found as "cases in area_case_progress"
from ${table} as profile
left join ${poverty} as poverty using (survey_round, area_level, area_code)
left join ${changes} as change using (survey_round, area_level, area_code)
left join ${progress} as progress using (survey_round, area_level, area_code)
where profile.survey_round is distinct from (select max(survey_round) from open__dim_survey_round)
    or profile.households is distinct from poverty.households
    or profile.members is distinct from poverty.members
    or profile.households_poor is distinct from poverty.households_poor
    or profile.members_poor is distinct from poverty.members_poor
    or profile.headcount_ratio is distinct from poverty.headcount_ratio
    or profile.intensity is distinct from poverty.intensity
    or profile.adjusted_headcount_ratio is distinct from poverty.adjusted_headcount_ratio
    or profile.previous_headcount_ratio is distinct from change.previous_headcount_ratio
    or profile.headcount_ratio_change is distinct from change.headcount_ratio_change
    or profile.previous_adjusted_headcount_ratio is distinct from change.previous_adjusted_headcount_ratio
    or profile.adjusted_headcount_ratio_change is distinct from change.adjusted_headcount_ratio_change
    or profile.is_suppressed is distinct from poverty.is_suppressed
    or profile.cases_found is distinct from if(profile.is_suppressed, null, progress.cases_found)
    or profile.cases_open is distinct from if(profile.is_suppressed, null, progress.cases_open)
    or profile.cases_solved is distinct from if(profile.is_suppressed, null, progress.cases_solved)
    or profile.solved_rate is distinct from if(profile.is_suppressed, null, progress.solved_rate)
    or profile.previous_survey_round is distinct from (
        select max(survey_round) from open__dim_survey_round
        where survey_round < profile.survey_round
    )
