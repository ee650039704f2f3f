-- Every surveyed round has a list of indicators in force: a round that landed under a list which has been replaced since
-- by one for other rounds would have answers that nobody weighs. Deliver a list for the round.
{{ config(meta={'dagster': {'ref': {'name': 'dim_survey_round'}}}) }}

with rounds as (

    select * from {{ ref('dim_survey_round') }}

)

select survey_round
from rounds
where framework_version is null
