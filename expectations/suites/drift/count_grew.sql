-- An area that had none then is delivered later, and is no growth of the others.
with grown as (
    select
        survey_round,
        area_level,
        area_code,
        now.${measure} as figure,
        before.${measure} as before
    from restricted__area_coverage as now
    join previous_restricted__area_coverage as before using (survey_round, area_level, area_code)
    where area_level = '${part_level}' and before.${measure} > 0 and before.${measure} >= ${fewest}
        and (not ${is_of_closed_rounds} or survey_round in (select survey_round from audit__round_closed_before))
),

compared as (
    select
        survey_round,
        '${level}' as area_level,
        ${area} as area_code,
        sum(figure) as figure,
        sum(before) as before
    from grown
    group by all
)

select
    survey_round,
    area_level,
    area_code,
    figure as ${measure},
    before as "in the last release"
from compared
where figure > (1 + ${limit}) * before
