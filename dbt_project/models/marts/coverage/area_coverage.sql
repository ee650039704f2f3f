{%- set of_register = [
    'houses_registered', 'houses_residential', 'houses_institutional', 'houses_government', 'houses_temple',
    'houses_mosque', 'houses_other_religious', 'houses_health_station', 'houses_school', 'houses_other',
] -%}
{%- set of_survey = [
    'houses_surveyed', 'houses_not_surveyed', 'houses_never_surveyed', 'houses_with_several_households',
    'houses_municipal', 'houses_rural', 'houses_settlement_unknown', 'houses_municipal_surveyed',
    'houses_rural_surveyed',
] -%}

with results as (

    select * from {{ ref('int_area_results_summed') }}

),

houses as (

    select * from {{ ref('int_area_houses_summed') }}

),

reached as (

    select
        villages.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        {%- for measure in of_survey %}
        cast(sum(villages.{{ measure }}) as bigint) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_village_coverage_counted') }} as villages
    inner join {{ ref('int_area_villages_joined') }} as area_villages
        on villages.survey_round = area_villages.survey_round
        and villages.village_code = area_villages.village_code
    group by villages.survey_round, area_villages.area_level, area_villages.area_code

),

unmatched as (

    select
        survey_round,
        sum(case when village_code is null then 1 else 0 end) as households_unmatched
    from {{ ref('fct_household') }}
    group by survey_round

),

-- Official totals are of a year, and every round of the year is held against them.
official as (

    select
        rounds.survey_round,
        totals.area_level,
        totals.area_code,
        totals.houses_official
    from {{ ref('int_official_totals_joined') }} as totals
    inner join {{ ref('dim_survey_round') }} as rounds on totals.year_be = rounds.year_be

),

counted as (

    select
        results.survey_round,
        results.area_level,
        results.area_code,
        {%- for measure in of_register %}
        coalesce(houses.{{ measure }}, 0) as {{ measure }},
        {%- endfor %}
        {%- for measure in of_survey %}
        coalesce(reached.{{ measure }}, 0) as {{ measure }},
        {%- endfor %}
        results.households_surveyed,
        results.members_surveyed,
        -- Without a house in the register there is no area: known for the nation, unknown below it.
        case when results.area_level = 'nation' then cast(unmatched.households_unmatched as bigint) end
            as households_unmatched,
        official.houses_official
    from results
    left join houses
        on results.survey_round = houses.survey_round
        and results.area_level = houses.area_level
        and results.area_code = houses.area_code
    left join reached
        on results.survey_round = reached.survey_round
        and results.area_level = reached.area_level
        and results.area_code = reached.area_code
    left join unmatched on results.survey_round = unmatched.survey_round
    left join official
        on results.survey_round = official.survey_round
        and results.area_level = official.area_level
        and results.area_code = official.area_code

),

final as (

    select
        *,
        houses_registered - houses_official as houses_official_difference,
        houses_surveyed / nullif(cast(houses_residential as double), 0) as coverage_rate,
        houses_municipal_surveyed / nullif(cast(houses_municipal as double), 0) as municipal_coverage_rate,
        houses_rural_surveyed / nullif(cast(houses_rural as double), 0) as rural_coverage_rate
    from counted

)

select * from final
