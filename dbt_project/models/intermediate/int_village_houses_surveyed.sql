with households as (

    select * from {{ ref('fct_household') }}

),

-- Houses first, then villages: counting distinct keys by village takes longer, and does not see who shares a house.
houses as (

    select
        survey_round,
        village_code,
        house_key,
        count(*) as households
    from households
    where is_residential_house
    group by survey_round, village_code, house_key

),

final as (

    select
        survey_round,
        village_code,
        count(*) as houses_surveyed,
        count(case when households > 1 then 1 end) as houses_with_several_households
    from houses
    group by survey_round, village_code

)

select * from final
