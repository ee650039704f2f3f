with villages as (

    select
        rounds.survey_round,
        villages.village_code,
        substring(villages.village_code, 1, 6) as subdistrict_code
    from {{ ref('int_village_houses_counted') }} as villages
    cross join {{ ref('dim_survey_round') }} as rounds

),

areas as (

    select * from {{ ref('int_area_subdistricts_joined') }}

),

final as (

    select
        villages.survey_round,
        areas.area_level,
        areas.area_code,
        villages.village_code
    from villages
    inner join areas on villages.subdistrict_code = areas.subdistrict_code

    union all

    select
        villages.survey_round,
        'village' as area_level,
        villages.village_code as area_code,
        villages.village_code
    from villages
    inner join areas on villages.subdistrict_code = areas.area_code and areas.area_level = 'subdistrict'

    union all

    select
        survey_round,
        'local_administration' as area_level,
        area_code,
        village_code
    from {{ ref('int_village_local_administrations_joined') }}

)

select * from final
