with villages as (

    select
        villages.village_code,
        subdistricts.province_code
    from {{ ref('int_village_houses_counted') }} as villages
    inner join {{ ref('stg_geography__subdistricts') }} as subdistricts
        on substring(villages.village_code, 1, 6) = subdistricts.subdistrict_code

),

rounds as (

    select * from {{ ref('dim_survey_round') }}

),

administrations as (

    select * from {{ ref('stg_local_administrations__administrations') }}

),

links as (

    select
        coalesce(former.area_code, delivered.village_code) as village_code,
        delivered.lao_code,
        delivered.valid_from,
        delivered.valid_to
    from {{ ref('stg_village_local_administration__links') }} as delivered
    left join {{ ref('int_former_areas_joined') }} as former
        on delivered.village_code = former.former_area_code

),

in_force as (

    select
        rounds.survey_round,
        links.village_code,
        links.lao_code,
        row_number() over (
            partition by rounds.survey_round, links.village_code
            order by links.valid_from desc, links.lao_code asc
        ) as place
    from links
    inner join administrations on links.lao_code = administrations.lao_code
    inner join rounds
        on links.valid_from <= rounds.first_surveyed_on
        and (links.valid_to is null or links.valid_to >= rounds.first_surveyed_on)
    where not administrations.is_provincial

),

chosen as (

    select * from in_force
    where place = 1

),

-- A village without a local administration counts under the code of its province that says so: 0, province, 0000.
final as (

    select
        rounds.survey_round,
        villages.village_code,
        villages.province_code,
        coalesce(chosen.lao_code, '0' || villages.province_code || '0000') as area_code
    from villages
    cross join rounds
    left join chosen
        on rounds.survey_round = chosen.survey_round
        and villages.village_code = chosen.village_code
    where (select count(*) from administrations) > 0

)

select * from final
