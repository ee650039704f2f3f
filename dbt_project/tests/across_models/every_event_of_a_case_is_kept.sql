-- Every delivered event of a case is either in a case or among the impossible events, never in both.
{{ config(meta={'dagster': {'ref': {'name': 'fct_case'}}}) }}

with delivered as (

    select
        survey_round,
        count(*) as events
    from {{ ref('stg_case_follow_up__events') }}
    group by survey_round

),

used as (

    select
        survey_round,
        sum(events) as events
    from {{ ref('fct_case') }}
    group by survey_round

),

impossible as (

    select
        survey_round,
        count(*) as events
    from {{ ref('int_case_events_impossible') }}
    group by survey_round

)

select
    delivered.survey_round,
    delivered.events,
    coalesce(used.events, 0) as events_used,
    coalesce(impossible.events, 0) as events_impossible
from delivered
left join used on delivered.survey_round = used.survey_round
left join impossible on delivered.survey_round = impossible.survey_round
where delivered.events <> coalesce(used.events, 0) + coalesce(impossible.events, 0)
