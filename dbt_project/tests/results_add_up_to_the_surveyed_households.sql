-- Pass + fail + not applicable = surveyed, for every indicator of every round, and the nation's published figures
-- are those counts. Counted here from the households, by another way than the models.
{{ config(meta={'dagster': {'ref': {'name': 'area_indicator'}}}) }}
{%- set codes = indicator_codes() %}

with counted as (

    select
        survey_round,
        count(*) as households_surveyed
        {%- for code in codes %},
        coalesce(sum({{ code }}), 0) as {{ code }}_passing,
        sum(case when {{ code }} = 0 then 1 else 0 end) as {{ code }}_failing,
        count(*) - count({{ code }}) as {{ code }}_not_applicable
        {%- endfor %}
    from {{ ref('fct_household') }}
    where village_code is not null
    group by survey_round

),

long as (

    select *
    from counted
    unpivot (
        (households_passing, households_failing, households_not_applicable) for indicator_code in (
            {%- for code in codes %}
            ({{ code }}_passing, {{ code }}_failing, {{ code }}_not_applicable) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_its_framework() }}

),

published as (

    select * from {{ ref('area_indicator') }} where area_level = 'nation'

)

select
    long.survey_round,
    long.indicator_code,
    long.households_passing,
    long.households_failing,
    long.households_not_applicable,
    published.households_surveyed
from long
left join published
    on long.survey_round = published.survey_round
    and long.indicator_code = published.indicator_code
where long.households_passing + long.households_failing + long.households_not_applicable
    is distinct from published.households_surveyed
    or long.households_failing is distinct from published.households_failing
    or long.households_passing + long.households_failing is distinct from published.households_applicable
