with villages as (

    select
        village_code,
        substring(village_code, 1, 6) as subdistrict_code
    from {{ ref('int_village_houses_counted') }}

),

subdistricts as (

    select * from {{ ref('stg_geography__subdistricts') }}

),

provinces as (

    select * from {{ ref('provinces') }}

),

placed as (

    select
        villages.village_code,
        subdistricts.subdistrict_code,
        subdistricts.district_code,
        subdistricts.province_code,
        provinces.region_code,
        case when provinces.is_sdg_pilot then 'PILOT' else 'NON_PILOT' end as pilot_group_code
    from villages
    inner join subdistricts on villages.subdistrict_code = subdistricts.subdistrict_code
    inner join provinces on subdistricts.province_code = provinces.province_code

),

in_every_round as (

    select
        rounds.survey_round,
        placed.*
    from placed
    cross join {{ ref('dim_survey_round') }} as rounds

),

final as (

    select survey_round, 'nation' as area_level, 'TH' as area_code, village_code from in_every_round
    union all
    select survey_round, 'region' as area_level, region_code as area_code, village_code from in_every_round
    union all
    select survey_round, 'pilot_group' as area_level, pilot_group_code as area_code, village_code from in_every_round
    union all
    select survey_round, 'province' as area_level, province_code as area_code, village_code from in_every_round
    union all
    select survey_round, 'district' as area_level, district_code as area_code, village_code from in_every_round
    union all
    select survey_round, 'subdistrict' as area_level, subdistrict_code as area_code, village_code from in_every_round
    union all
    select survey_round, 'village' as area_level, village_code as area_code, village_code from in_every_round
    union all
    select survey_round, 'local_administration' as area_level, area_code, village_code
    from {{ ref('int_village_local_administrations_joined') }}

)

select * from final
