select
    survey_round,
    area_level,
    area_code,
    measure,
    indicator_code,
    clusters,
    strata,
    strata_of_one_cluster,
    estimate,
    standard_error,
    confidence_low,
    confidence_high
from ${table}
where ${is_shown} and (
        (standard_error is null) = (clusters = 1)
        and coalesce(standard_error >= 0, true)
        and strata <= clusters
        and strata_of_one_cluster <= strata
        and case
            when standard_error is null then confidence_low is null and confidence_high is null
            else abs(confidence_low - greatest(estimate - 1.959963985 * standard_error, 0)) <= ${rate_tolerance}
                and abs(confidence_high - least(estimate + 1.959963985 * standard_error, 1)) <= ${rate_tolerance}
        end
    ) is not true
