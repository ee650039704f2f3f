select
    practice_id,
    area_level,
    area_code,
    status,
    start_round,
    baseline_round
from ${table} as practice
where (
    status = case
        when not exists (
                select 1 from audit__area_of_today as area
                where area.area_level = practice.area_level and area.area_code = practice.area_code
            ) then 'area not known'
        when (indicator_code is not null)::integer + (sdg_target is not null)::integer
            + (goal is not null)::integer <> 1 then 'measure not clear'
        when start_round > survey_round then 'not yet surveyed'
        when baseline_round is null then 'no baseline'
        when failing_rate_change is null then 'not measured'
        when areas_compared = 0 then 'no comparable area'
        else 'compared'
    end
    and (effect is not null) = (status = 'compared')
    and baseline_round is not distinct from (
        select max(survey_round) from open__dim_survey_round
        where survey_round < start_round
    )
    and survey_round = (select max(survey_round) from open__dim_survey_round)
) is not true
