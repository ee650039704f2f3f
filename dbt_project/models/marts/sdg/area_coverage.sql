with results as (

    select * from {{ ref('int_area_results_summed') }}

),

houses as (

    select * from {{ ref('int_area_houses_summed') }}

),

houses_surveyed as (

    select
        villages.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        sum(villages.houses_surveyed) as houses_surveyed
    from {{ ref('int_village_houses_surveyed') }} as villages
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

counted as (

    select
        results.survey_round,
        results.area_level,
        results.area_code,
        coalesce(houses.houses_registered, 0) as houses_registered,
        coalesce(houses.houses_residential, 0) as houses_residential,
        coalesce(houses.houses_institutional, 0) as houses_institutional,
        coalesce(houses.houses_other, 0) as houses_other,
        cast(coalesce(houses_surveyed.houses_surveyed, 0) as bigint) as houses_surveyed,
        results.households_surveyed,
        results.members_surveyed,
        -- Without a house in the register there is no area: known for the nation, unknown below it.
        case when results.area_level = 'nation' then cast(unmatched.households_unmatched as bigint) end
            as households_unmatched
    from results
    left join houses
        on results.survey_round = houses.survey_round
        and results.area_level = houses.area_level
        and results.area_code = houses.area_code
    left join houses_surveyed
        on results.survey_round = houses_surveyed.survey_round
        and results.area_level = houses_surveyed.area_level
        and results.area_code = houses_surveyed.area_code
    left join unmatched on results.survey_round = unmatched.survey_round

),

final as (

    select
        *,
        houses_surveyed / nullif(cast(houses_residential as double), 0) as coverage_rate
    from counted

)

select * from final
