select
    survey_round,
    area_level,
    area_code,
    headcount_ratio,
    previous_headcount_ratio,
    headcount_ratio_change,
    headcount_ratio_relative_change,
    headcount_ratio_yearly_change,
    intensity_change,
    intensity_relative_change,
    intensity_yearly_change,
    adjusted_headcount_ratio_change,
    adjusted_headcount_ratio_relative_change,
    adjusted_headcount_ratio_yearly_change,
    years_between,
    is_same_framework
from ${table}
where (
    is_change(headcount_ratio_change, headcount_ratio, previous_headcount_ratio, is_same_framework)
    and is_near(headcount_ratio_relative_change, headcount_ratio_change / nullif(previous_headcount_ratio, 0))
    and is_near(headcount_ratio_yearly_change, headcount_ratio_change / years_between)
    and is_change(intensity_change, intensity, previous_intensity, is_same_framework)
    and is_near(intensity_relative_change, intensity_change / nullif(previous_intensity, 0))
    and is_near(intensity_yearly_change, intensity_change / years_between)
    and is_change(
        adjusted_headcount_ratio_change, adjusted_headcount_ratio, previous_adjusted_headcount_ratio, is_same_framework
    )
    and is_near(
        adjusted_headcount_ratio_relative_change,
        adjusted_headcount_ratio_change / nullif(previous_adjusted_headcount_ratio, 0)
    )
    and is_near(adjusted_headcount_ratio_yearly_change, adjusted_headcount_ratio_change / years_between)
) is not true
