-- The cases of the nation and the cases without an area are all cases. The same holds for the impossible events.
{{ config(meta={'dagster': {'ref': {'name': 'area_case_progress'}}}) }}

with cases as (

    select
        survey_round,
        count(*) as cases
    from {{ ref('fct_case') }}
    group by survey_round

),

impossible as (

    select
        survey_round,
        count(*) as events
    from {{ ref('int_case_events_impossible') }}
    group by survey_round

),

published as (

    select * from {{ ref('area_case_progress') }}
    where area_level = 'nation'

)

select
    published.survey_round,
    cases.cases,
    published.cases_found,
    published.cases_unlocated,
    impossible.events,
    published.events_impossible,
    published.events_impossible_unlocated
from published
left join cases on published.survey_round = cases.survey_round
left join impossible on published.survey_round = impossible.survey_round
where coalesce(cases.cases, 0) <> published.cases_found + published.cases_unlocated
    or coalesce(impossible.events, 0) <> published.events_impossible + published.events_impossible_unlocated
