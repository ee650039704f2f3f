with villages as (

    select * from {{ ref('int_village_houses_counted') }}

),

settlements as (

    select * from {{ ref('int_village_settlements_joined') }}

),

surveyed as (

    select * from {{ ref('int_village_houses_surveyed') }}

),

joined as (

    select
        settlements.survey_round,
        settlements.village_code,
        settlements.settlement,
        villages.houses_residential,
        coalesce(surveyed.houses_surveyed, 0) as houses_surveyed,
        coalesce(surveyed.houses_with_several_households, 0) as houses_with_several_households,
        -- Up to the round and not beyond: a round that is over does not change when a later one comes.
        coalesce(
            sum(surveyed.houses_first_surveyed) over (
                partition by settlements.village_code
                order by settlements.survey_round
                rows between unbounded preceding and current row
            ), 0
        ) as houses_ever_surveyed
    from settlements
    inner join villages on settlements.village_code = villages.village_code
    left join surveyed
        on settlements.survey_round = surveyed.survey_round
        and settlements.village_code = surveyed.village_code

),

final as (

    select
        survey_round,
        village_code,
        houses_surveyed,
        houses_with_several_households,
        houses_residential - houses_surveyed as houses_not_surveyed,
        cast(houses_residential - houses_ever_surveyed as bigint) as houses_never_surveyed,
        case when settlement = 'municipal' then houses_residential else 0 end as houses_municipal,
        case when settlement = 'rural' then houses_residential else 0 end as houses_rural,
        case when settlement = 'unknown' then houses_residential else 0 end as houses_settlement_unknown,
        case when settlement = 'municipal' then houses_surveyed else 0 end as houses_municipal_surveyed,
        case when settlement = 'rural' then houses_surveyed else 0 end as houses_rural_surveyed
    from joined

)

select * from final
