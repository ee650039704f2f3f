with subdistricts as (

    select * from {{ ref('stg_geography__subdistricts') }}

),

provinces as (

    select * from {{ ref('int_provinces_joined') }}

),

placed as (

    select
        subdistricts.subdistrict_code,
        subdistricts.district_code,
        subdistricts.province_code,
        provinces.region_code,
        provinces.pilot_group_code,
        provinces.nation_code
    from subdistricts
    inner join provinces on subdistricts.province_code = provinces.province_code

),

final as (

    select
        'nation' as area_level,
        nation_code as area_code,
        subdistrict_code
    from placed

    union all

    select
        'region' as area_level,
        region_code as area_code,
        subdistrict_code
    from placed

    union all

    select
        'pilot_group' as area_level,
        pilot_group_code as area_code,
        subdistrict_code
    from placed

    union all

    select
        'province' as area_level,
        province_code as area_code,
        subdistrict_code
    from placed

    union all

    select
        'district' as area_level,
        district_code as area_code,
        subdistrict_code
    from placed

    union all

    select
        'subdistrict' as area_level,
        subdistrict_code as area_code,
        subdistrict_code
    from placed

)

select * from final
