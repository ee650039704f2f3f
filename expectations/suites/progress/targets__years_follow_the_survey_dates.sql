select
    path.survey_round,
    area_level,
    area_code,
    indicator_code,
    baseline_round,
    years_between,
    years_left
from restricted__area_target_path as path
left join open__dim_survey_round as now on now.survey_round = path.survey_round
left join open__dim_survey_round as before on before.survey_round = path.baseline_round
where (abs(years_left * 365.25 - greatest(date ${sdg_deadline} - now.last_surveyed_on, 0)) < 0.01) is not true
    or case when now.last_surveyed_on > before.last_surveyed_on
            then (abs(years_between * 365.25 - (now.last_surveyed_on - before.last_surveyed_on)) < 0.01) is not true
        else years_between is not null
    end
