with designed as (
    select survey_round from audit__sampling_design
    where households_designed = households
),

figure as (
    select
        survey_round,
        area_level,
        area_code,
        measure,
        'total' as indicator_code,
        figure
    from restricted__area_poverty
    unpivot (figure for measure in (headcount_ratio, intensity, adjusted_headcount_ratio))
    union all
    select
        survey_round,
        area_level,
        area_code,
        'failing_rate' as measure,
        indicator_code,
        failing_rate
    from restricted__area_indicator
    where failing_rate is not null
),

published as (
    select * from figure
    where survey_round in (select survey_round from designed) and area_level not in ('subdistrict', 'village')
)

select
    survey_round,
    area_level,
    area_code,
    measure,
    indicator_code,
    estimated.estimate,
    published.figure as "in its table"
from restricted__area_estimate_error as estimated
full join published using (survey_round, area_level, area_code, measure, indicator_code)
where estimated.survey_round is null
    or published.survey_round is null
    or not is_near(estimated.estimate, published.figure)
