-- Houses first, then villages: counting distinct keys by village takes longer, and does not see who shares a house.
with houses as (

    select
        village_code,
        count(case when survey_round = '2566-1' then 1 end) as households_1,
        count(case when survey_round = '2567-1' then 1 end) as households_2
    from "warehouse"."marts"."fct_household"
    where is_residential_house
    group by village_code, house_key

),

villages as (

    select
        village_code,
        count(case when households_1 > 0 then 1 end) as surveyed_1,
        count(case when households_1 > 1 then 1 end) as several_1,
        count(
            case
                when households_1 > 0 then 1
            end
        ) as first_1,
        count(case when households_2 > 0 then 1 end) as surveyed_2,
        count(case when households_2 > 1 then 1 end) as several_2,
        count(
            case
                when households_2 > 0 and households_1 = 0 then 1
            end
        ) as first_2
    from houses
    group by village_code

),

final as (

    select
        '2566-1' as survey_round,
        village_code,
        surveyed_1 as houses_surveyed,
        several_1 as houses_with_several_households,
        first_1 as houses_first_surveyed
    from villages
    where surveyed_1 > 0

    union all

    select
        '2567-1' as survey_round,
        village_code,
        surveyed_2 as houses_surveyed,
        several_2 as houses_with_several_households,
        first_2 as houses_first_surveyed
    from villages
    where surveyed_2 > 0

)

select * from final
