select
    change.survey_round,
    change.area_level,
    change.area_code,
    change.${item},
    change.households_failing,
    figures.failing as "failing in ${figures}",
    change.failing_rate,
    figures.rate as "rate in ${figures}"
from ${table} as change
left join (
    select
        survey_round as survey_round,
        area_level,
        area_code,
        ${item},
        households_failing as failing,
        failing_rate as rate
    from ${figures_table}
) as figures using (survey_round, area_level, area_code, ${item})
where ${is_shown}
    and (
        change.households_failing is distinct from figures.failing
        or change.failing_rate is distinct from figures.rate
    )
union all
select
    change.survey_round,
    change.area_level,
    change.area_code,
    change.${item},
    change.previous_households_failing,
    figures.failing as "failing in ${figures}",
    change.previous_failing_rate,
    figures.rate as "rate in ${figures}"
from ${table} as change
left join (
    select
        survey_round as previous_survey_round,
        area_level,
        area_code,
        ${item},
        households_failing as failing,
        failing_rate as rate
    from ${figures_table}
) as figures using (previous_survey_round, area_level, area_code, ${item})
where ${is_shown}
    and (
        change.previous_households_failing is distinct from figures.failing
        or change.previous_failing_rate is distinct from figures.rate
    )
