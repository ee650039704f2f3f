with results as (

    select * from "warehouse"."intermediate"."int_area_results_summed"

),

houses as (

    select * from "warehouse"."intermediate"."int_area_houses_summed"

),

reached as (

    select
        villages.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        cast(sum(villages.houses_surveyed) as bigint) as houses_surveyed,
        cast(sum(villages.houses_not_surveyed) as bigint) as houses_not_surveyed,
        cast(sum(villages.houses_never_surveyed) as bigint) as houses_never_surveyed,
        cast(sum(villages.houses_with_several_households) as bigint) as houses_with_several_households,
        cast(sum(villages.houses_municipal) as bigint) as houses_municipal,
        cast(sum(villages.houses_rural) as bigint) as houses_rural,
        cast(sum(villages.houses_settlement_unknown) as bigint) as houses_settlement_unknown,
        cast(sum(villages.houses_municipal_surveyed) as bigint) as houses_municipal_surveyed,
        cast(sum(villages.houses_rural_surveyed) as bigint) as houses_rural_surveyed
    from "warehouse"."intermediate"."int_village_coverage_counted" as villages
    inner join "warehouse"."intermediate"."int_area_villages_joined" as area_villages
        on villages.survey_round = area_villages.survey_round
        and villages.village_code = area_villages.village_code
    group by villages.survey_round, area_villages.area_level, area_villages.area_code

),

unmatched as (

    select
        survey_round,
        sum(case when village_code is null then 1 else 0 end) as households_unmatched
    from "warehouse"."marts"."fct_household"
    group by survey_round

),

-- Official totals are of a year, and every round of the year is held against them.
official as (

    select
        rounds.survey_round,
        totals.area_level,
        totals.area_code,
        totals.houses_official
    from "warehouse"."intermediate"."int_official_totals_joined" as totals
    inner join "warehouse"."marts"."dim_survey_round" as rounds on totals.year_be = rounds.year_be

),

counted as (

    select
        results.survey_round,
        results.area_level,
        results.area_code,
        coalesce(houses.houses_registered, 0) as houses_registered,
        coalesce(houses.houses_residential, 0) as houses_residential,
        coalesce(houses.houses_institutional, 0) as houses_institutional,
        coalesce(houses.houses_government, 0) as houses_government,
        coalesce(houses.houses_temple, 0) as houses_temple,
        coalesce(houses.houses_mosque, 0) as houses_mosque,
        coalesce(houses.houses_other_religious, 0) as houses_other_religious,
        coalesce(houses.houses_health_station, 0) as houses_health_station,
        coalesce(houses.houses_school, 0) as houses_school,
        coalesce(houses.houses_other, 0) as houses_other,
        coalesce(reached.houses_surveyed, 0) as houses_surveyed,
        coalesce(reached.houses_not_surveyed, 0) as houses_not_surveyed,
        coalesce(reached.houses_never_surveyed, 0) as houses_never_surveyed,
        coalesce(reached.houses_with_several_households, 0) as houses_with_several_households,
        coalesce(reached.houses_municipal, 0) as houses_municipal,
        coalesce(reached.houses_rural, 0) as houses_rural,
        coalesce(reached.houses_settlement_unknown, 0) as houses_settlement_unknown,
        coalesce(reached.houses_municipal_surveyed, 0) as houses_municipal_surveyed,
        coalesce(reached.houses_rural_surveyed, 0) as houses_rural_surveyed,
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
