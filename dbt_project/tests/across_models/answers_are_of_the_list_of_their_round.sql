-- Every answer belongs to the list of its round. An answer that landed under another list would be in no score and
-- in no row of its area. Put its file into the inbox again.
{{ config(meta={'dagster': {'ref': {'name': 'int_area_results_summed'}}}) }}

with long as (

    select
        survey_round,
        indicator_code,
        households_applicable
    from {{ ref('int_area_results_summed') }}
    unpivot (
        households_applicable for indicator_code in (
            {%- for code in indicator_codes() %}
            {{ code }}_applicable as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where area_level = 'nation'

),

rounds as (

    select * from {{ ref('dim_survey_round') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

)

select
    long.survey_round,
    long.indicator_code,
    long.households_applicable
from long
inner join rounds on long.survey_round = rounds.survey_round
left join indicators
    on rounds.framework_version = indicators.framework_version
    and long.indicator_code = indicators.indicator_code
where
    long.households_applicable > 0
    and rounds.framework_version is not null
    and indicators.indicator_code is null
