with country as (

    select * from {{ ref('stg_country__areas') }}

),

provinces as (

    select * from {{ ref('int_provinces_joined') }}

),

districts as (

    select * from {{ ref('stg_geography__districts') }}

),

subdistricts as (

    select * from {{ ref('stg_geography__subdistricts') }}

),

villages as (

    select * from {{ ref('int_village_houses_counted') }}

),

administrations as (

    select * from {{ ref('stg_local_administrations__administrations') }}

),

-- The register is one, so every round has the same houses; but a local administration is not located: it lies across
-- subdistricts, and the difference of two means could be the place of a few houses.
houses as (

    select * from {{ ref('int_area_houses_summed') }}
    where survey_round = (select max(rounds.survey_round) from {{ ref('dim_survey_round') }} as rounds)
        and area_level <> 'local_administration'

),

changes as (

    select * from {{ ref('stg_area_changes__changes') }}

),

former as (

    select * from {{ ref('int_former_areas_joined') }}

),

today as (

    select
        area_level,
        area_code,
        cast(null as string) as parent_area_code,
        cast(null as string) as province_code,
        name_th,
        name_en
    from country
    where area_level = 'nation'

    union all

    -- A region or pilot group without a province of the code list has no figures.
    select
        area_level,
        area_code,
        parent_area_code,
        cast(null as string) as province_code,
        name_th,
        name_en
    from country
    where area_level = 'region' and area_code in (select provinces.region_code from provinces)

    union all

    select distinct
        'pilot_group' as area_level,
        pilot_group_code as area_code,
        nation_code as parent_area_code,
        cast(null as string) as province_code,
        case when is_sdg_pilot then 'พื้นที่นำร่อง SDG' else 'พื้นที่อื่น' end as name_th,
        case when is_sdg_pilot then 'SDG pilot areas' else 'Other areas' end as name_en
    from provinces

    union all

    select
        'province' as area_level,
        province_code as area_code,
        region_code as parent_area_code,
        province_code,
        name_th,
        name_en
    from provinces

    union all

    select
        'district' as area_level,
        district_code as area_code,
        province_code as parent_area_code,
        province_code,
        name_th,
        name_en
    from districts

    union all

    select
        'subdistrict' as area_level,
        subdistrict_code as area_code,
        district_code as parent_area_code,
        province_code,
        name_th,
        name_en
    from subdistricts

    union all

    select
        'village' as area_level,
        villages.village_code as area_code,
        subdistricts.subdistrict_code as parent_area_code,
        subdistricts.province_code,
        case
            when substring(villages.village_code, 7) = '00' then 'นอกเขตหมู่บ้าน'
            else 'หมู่ที่ ' || cast(cast(substring(villages.village_code, 7) as integer) as string)
        end as name_th,
        case
            when substring(villages.village_code, 7) = '00' then 'Outside any village'
            else 'Moo ' || cast(cast(substring(villages.village_code, 7) as integer) as string)
        end as name_en
    from villages
    inner join subdistricts on substring(villages.village_code, 1, 6) = subdistricts.subdistrict_code

    union all

    -- A provincial administration is no area of its own: its figures are those of its province.
    select
        'local_administration' as area_level,
        lao_code as area_code,
        province_code as parent_area_code,
        province_code,
        name_th,
        cast(null as string) as name_en
    from administrations
    where not is_provincial

    union all

    -- Villages without a local administration have a row in every province, so that nobody drops out of sight.
    select
        'local_administration' as area_level,
        '0' || province_code || '0000' as area_code,
        province_code as parent_area_code,
        province_code,
        'นอกเขตองค์กรปกครองส่วนท้องถิ่น' as name_th,
        'Without local administration' as name_en
    from provinces
    where (select count(*) from administrations) > 0

),

begun as (

    select
        area_level,
        area_code,
        max(changed_on) as valid_from
    from changes
    where is_new_area
    group by area_level, area_code

),

-- Only listed former areas: of a village's code alone nobody knows whether the village was there before.
ended as (

    select
        changes.area_level,
        changes.former_area_code as area_code,
        case
            when changes.area_level <> 'province'
                then substring(changes.former_area_code, 1, length(changes.former_area_code) - 2)
        end as parent_area_code,
        substring(changes.former_area_code, 1, 2) as province_code,
        coalesce(changes.name_th, today.name_th) as name_th,
        coalesce(changes.name_en, today.name_en) as name_en,
        changes.area_code as successor_area_code,
        changes.changed_on - interval '1' day as valid_to
    from changes
    inner join former on changes.former_area_code = former.former_area_code
    left join today on former.area_level = today.area_level and former.area_code = today.area_code

),

areas as (

    select
        *,
        cast(null as string) as successor_area_code,
        cast(null as date) as valid_to
    from today

    union all

    select * from ended

),

-- The code of a narrow area begins with those of the areas above. A region is above the provinces of the code list.
placed as (

    select
        areas.*,
        case when areas.area_level = 'region' then areas.area_code else province.parent_area_code end as region_code,
        case when areas.area_level in ('district', 'subdistrict', 'village') then substring(areas.area_code, 1, 4) end
            as district_code,
        case when areas.area_level in ('subdistrict', 'village') then substring(areas.area_code, 1, 6) end
            as subdistrict_code,
        province.name_th as province_name_th,
        province.name_en as province_name_en
    from areas
    left join areas as province on areas.province_code = province.area_code and province.area_level = 'province'

),

-- Coordinates are the mean of the registered houses that have them, and are withheld of few houses: the mean of one is
-- where somebody lives, and this table is open.
final as (

    select
        areas.area_level,
        areas.area_code,
        areas.parent_area_code,
        areas.region_code,
        areas.province_code,
        areas.district_code,
        areas.subdistrict_code,
        areas.name_th,
        areas.name_en,
        region.name_th as region_name_th,
        region.name_en as region_name_en,
        areas.province_name_th,
        areas.province_name_en,
        district.name_th as district_name_th,
        district.name_en as district_name_en,
        subdistrict.name_th as subdistrict_name_th,
        subdistrict.name_en as subdistrict_name_en,
        areas.successor_area_code,
        case
            when houses.houses_with_coordinates >= {{ var('fewest_houses_located') }}
                then {{ rounded('houses.longitude_sum / houses.houses_with_coordinates', 6) }}
        end as longitude,
        case
            when houses.houses_with_coordinates >= {{ var('fewest_houses_located') }}
                then {{ rounded('houses.latitude_sum / houses.houses_with_coordinates', 6) }}
        end as latitude,
        coalesce(provinces.is_sdg_pilot, areas.area_code = 'PILOT') as is_sdg_pilot,
        begun.valid_from,
        cast(areas.valid_to as date) as valid_to
    from placed as areas
    left join areas as region on areas.region_code = region.area_code and region.area_level = 'region'
    left join areas as district on areas.district_code = district.area_code and district.area_level = 'district'
    left join areas as subdistrict
        on areas.subdistrict_code = subdistrict.area_code and subdistrict.area_level = 'subdistrict'
    left join begun on areas.area_level = begun.area_level and areas.area_code = begun.area_code
    left join provinces on areas.province_code = provinces.province_code
    left join houses on areas.area_level = houses.area_level and areas.area_code = houses.area_code

)

select * from final
