select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    censored_headcount_ratio,
    previous_censored_headcount_ratio,
    censored_headcount_ratio_change,
    censored_headcount_ratio_relative_change,
    censored_headcount_ratio_yearly_change,
    years_between,
    is_same_framework
from ${table}
where (
    is_change(
        censored_headcount_ratio_change, censored_headcount_ratio, previous_censored_headcount_ratio, is_same_framework
    )
    and is_near(
        censored_headcount_ratio_relative_change,
        censored_headcount_ratio_change / nullif(previous_censored_headcount_ratio, 0)
    )
    and is_near(censored_headcount_ratio_yearly_change, censored_headcount_ratio_change / years_between)
) is not true
