with compared as (
    select
        survey_round,
        area_level,
        area_code,
        unnest(['headcount_ratio', 'adjusted_headcount_ratio']) as ratio,
        unnest([now.headcount_ratio, now.adjusted_headcount_ratio]) as figure,
        unnest([before.headcount_ratio, before.adjusted_headcount_ratio]) as before
    from restricted__area_poverty as now
    join previous_restricted__area_poverty as before using (survey_round, area_level, area_code)
    semi join audit__round_of_the_same_list using (survey_round)
    where area_level = '${level}' and least(before.households, now.households) >= ${fewest}
)

select
    survey_round,
    area_level,
    area_code,
    ratio,
    figure,
    before as "in the last release"
from compared
where abs(figure - before) > ${limit}
