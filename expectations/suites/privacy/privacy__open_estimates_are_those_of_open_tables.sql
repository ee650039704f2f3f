-- The intensity of the open zone has two decimals, so that it has no error.
with figure as (
    select
        survey_round,
        area_level,
        area_code,
        unnest(['headcount_ratio', 'adjusted_headcount_ratio']) as measure,
        'total' as indicator_code,
        unnest([headcount_ratio, adjusted_headcount_ratio]) as figure
    from open__area_poverty
    union all
    select
        survey_round,
        area_level,
        area_code,
        'failing_rate',
        indicator_code,
        failing_rate
    from open__area_indicator
)

select
    survey_round,
    area_level,
    area_code,
    measure,
    indicator_code,
    open.estimate,
    figure.figure as "in its open table",
    open.standard_error,
    exact.standard_error as "standard error in restricted"
from open__area_estimate_error as open
join exact__area_estimate_error as exact
    using (survey_round, area_level, area_code, measure, indicator_code)
left join figure using (survey_round, area_level, area_code, measure, indicator_code)
where not is_near(open.estimate, figure.figure)
    or open.is_suppressed <> (figure.figure is null)
    or not is_near(
        open.standard_error, case when figure.figure is not null then round(exact.standard_error, 4) end
    )
    or (figure.figure is null and (open.confidence_low is not null or open.confidence_high is not null))
