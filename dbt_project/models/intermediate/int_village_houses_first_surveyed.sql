with houses as (

    select
        village_code,
        house_key,
        min(survey_round) as survey_round
    from {{ ref('fct_household') }}
    where is_residential_house
    group by village_code, house_key

),

final as (

    select
        survey_round,
        village_code,
        count(*) as houses_first_surveyed
    from houses
    group by survey_round, village_code

)

select * from final
