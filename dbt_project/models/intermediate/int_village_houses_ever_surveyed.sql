with houses as (

    select distinct
        village_code,
        house_key
    from {{ ref('fct_household') }}
    where is_residential_house

),

final as (

    select
        village_code,
        count(*) as houses_ever_surveyed
    from houses
    group by village_code

)

select * from final
