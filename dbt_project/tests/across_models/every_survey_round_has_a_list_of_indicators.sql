-- Every surveyed round has a list of indicators in force. A round loses its list when a list for other rounds
-- replaces it, and its answers then have no weights. Deliver a list for the round.
{{ config(meta={'dagster': {'ref': {'name': 'dim_survey_round'}}}) }}

with rounds as (

    select * from {{ ref('dim_survey_round') }}

)

select survey_round
from rounds
where framework_version is null
