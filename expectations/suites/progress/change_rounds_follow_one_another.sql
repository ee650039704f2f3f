with rounds as (
    select
        survey_round,
        lag(survey_round) over (order by year_be, round) as before
    from open__dim_survey_round
)

select
    change.survey_round,
    area_level,
    area_code,
    ${item},
    previous_survey_round,
    rounds.before as "round before"
from ${table} as change left join rounds using (survey_round)
where previous_survey_round is distinct from rounds.before
