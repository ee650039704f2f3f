select
    province_code,
    pledge_id,
    progress_share,
    expected_share,
    latest_value
from open__pledge_progress
where (
    case when pledge_id is null then progress_share is null and expected_share is null else
            coalesce(
                abs(progress_share - (latest_value - baseline_value) / nullif(target_value - baseline_value, 0))
                <= ${rate_tolerance},
                progress_share is null and (latest_value is null or target_value = baseline_value)
            )
            and abs(
                expected_share - case
                    when (select max_by(last_surveyed_on, survey_round) from open__dim_survey_round) >= due_on then 1
                    else greatest(
                            (select max_by(last_surveyed_on, survey_round) from open__dim_survey_round) - baseline_on, 0
                        )
                        / cast(greatest(due_on - baseline_on, 1) as double)
                end
            ) <= ${rate_tolerance}
    end
) is not true
