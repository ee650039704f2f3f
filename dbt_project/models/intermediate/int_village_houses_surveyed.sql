with households as (

    select * from {{ ref('fct_household') }}

),

-- A house may hold several households; it is surveyed once.
final as (

    select
        survey_round,
        village_code,
        count(distinct house_key) as houses_surveyed
    from households
    where is_residential_house
    group by survey_round, village_code

)

select * from final
