with surveyed as (

    select * from {{ ref('int_village_surveyed_counted') }}

),

failing as (

    select * from {{ ref('int_village_failing_counted') }}

),

poverty as (

    select * from {{ ref('int_village_poverty_counted') }}

),

-- A village in which no household fails has no row in the last two.
final as (

    select
        surveyed.*,
        {%- for measure in failing_measures() %}
        coalesce(failing.{{ measure.name }}, 0) as {{ measure.name }},
        {%- endfor %}
        {%- for measure in poverty_measures() %}
        coalesce(poverty.{{ measure.name }}, 0) as {{ measure.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from surveyed
    left join failing
        on surveyed.survey_round = failing.survey_round
        and surveyed.village_code = failing.village_code
    left join poverty
        on surveyed.survey_round = poverty.survey_round
        and surveyed.village_code = poverty.village_code

)

select * from final
