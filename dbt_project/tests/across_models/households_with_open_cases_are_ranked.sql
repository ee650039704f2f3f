-- The ranked households have every open case of a round, each once.
{{ config(meta={'dagster': {'ref': {'name': 'household_priority'}}}) }}

with cases as (

    select
        survey_round,
        count(*) as cases_open
    from {{ ref('fct_case') }}
    where status <> 'solved'
    group by survey_round

),

ranked as (

    select
        survey_round,
        sum(cases_open) as cases_open
    from {{ ref('household_priority') }}
    group by survey_round

)

select
    coalesce(cases.survey_round, ranked.survey_round) as survey_round,
    cases.cases_open,
    ranked.cases_open as cases_open_ranked
from cases
full outer join ranked on cases.survey_round = ranked.survey_round
where cases.cases_open is distinct from ranked.cases_open
