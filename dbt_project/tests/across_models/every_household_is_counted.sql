-- Located + unmatched households of a round equal all its surveyed households.
{{ config(meta={'dagster': {'ref': {'name': 'area_coverage'}}}) }}

with households as (

    select
        survey_round,
        count(*) as households
    from {{ ref('stg_household_survey__households') }}
    group by survey_round

),

published as (

    select * from {{ ref('area_coverage') }}
    where area_level = 'nation'

)

select
    households.survey_round,
    households.households,
    published.households_surveyed,
    published.households_unmatched
from households
left join published on households.survey_round = published.survey_round
where households.households
    is distinct from published.households_surveyed + published.households_unmatched
