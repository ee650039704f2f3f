-- The nation's published figures are those of its households: pass + fail + not applicable = surveyed, for every
-- indicator of every round. The test counts in another way than the models: results are ones and zeros, and their
-- sum is the number that pass.
{{ config(meta={'dagster': {'ref': {'name': 'area_indicator'}}}) }}
{%- set codes = indicator_codes() %}

-- Households without a village are counted apart and left out afterwards: before, it takes a fifth longer.
with counted as (

    select
        survey_round,
        village_code is not null as has_village,
        count(*) as households_surveyed
        {%- for code in codes %},
        coalesce(sum({{ code }}), 0) as {{ code }}_passing,
        count({{ code }}) as {{ code }}_applicable
        {%- endfor %}
    from {{ ref('fct_household') }}
    group by survey_round, village_code is not null

),

-- Of all households at once: an engine that keeps the range of its columns need not read them.
ranges as (

    select
        {%- for code in codes %}
        coalesce(min({{ code }}), 0) as {{ code }}_least,
        coalesce(max({{ code }}), 0) as {{ code }}_greatest{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_household') }}

),

ranged as (

    select
        counted.*,
        ranges.*
    from counted
    cross join ranges
    where counted.has_village

),

long as (

    select *
    from ranged
    unpivot (
        (households_passing, households_applicable, least_result, greatest_result) for indicator_code in (
            {%- for code in codes %}
            ({{ code }}_passing, {{ code }}_applicable, {{ code }}_least, {{ code }}_greatest) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where {{ is_of_its_framework() }}

),

published as (

    select * from {{ ref('area_indicator') }}
    where area_level = 'nation'

)

select
    long.survey_round,
    long.indicator_code,
    long.households_passing,
    long.households_applicable,
    long.least_result,
    long.greatest_result,
    long.households_surveyed,
    published.households_failing
from long
left join published
    on long.survey_round = published.survey_round
    and long.indicator_code = published.indicator_code
where long.least_result < 0
    or long.greatest_result > 1
    or long.households_surveyed is distinct from published.households_surveyed
    or long.households_applicable is distinct from published.households_applicable
    or long.households_applicable - long.households_passing is distinct from published.households_failing
