with villages as (

    select * from {{ ref('int_village_houses_counted') }}

),

rounds as (

    select * from {{ ref('dim_survey_round') }}

),

local_administrations as (

    select
        villages.survey_round,
        villages.village_code,
        administrations.lao_type
    from {{ ref('int_village_local_administrations_joined') }} as villages
    inner join {{ ref('stg_local_administrations__administrations') }} as administrations
        on villages.area_code = administrations.lao_code

),

final as (

    select
        rounds.survey_round,
        villages.village_code,
        case
            when
                local_administrations.lao_type in (
                    'city_municipality', 'town_municipality', 'subdistrict_municipality', 'bangkok', 'pattaya'
                )
                then 'municipal'
            when local_administrations.lao_type = 'subdistrict_administration' then 'rural'
            else 'unknown'
        end as settlement
    from villages
    cross join rounds
    left join local_administrations
        on rounds.survey_round = local_administrations.survey_round
        and villages.village_code = local_administrations.village_code

)

select * from final
