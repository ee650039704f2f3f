select
    province_code,
    pledge_id,
    status,
    latest_value,
    target_value,
    progress_share,
    expected_share
from open__pledge_progress
where (
    status = case
        when pledge_id is null then 'no pledge'
        when latest_value is null then 'not measured'
        when case when goal is null then -1 else 1 end * (latest_value - target_value) >= 0 then 'achieved'
        when due_on < (select max_by(last_surveyed_on, survey_round) from open__dim_survey_round) then 'missed'
        when case when goal is null then -1 else 1 end * (target_value - baseline_value) <= 0
            or round(progress_share, 9) < round(${worsening_share} * expected_share, 9) then 'worsening'
        when round(progress_share, 9) < round(${on_track_share} * expected_share, 9) then 'progress too slow'
        else 'on track'
    end
) is not true
