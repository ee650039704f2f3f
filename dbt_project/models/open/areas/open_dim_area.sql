{{ config(materialized=view_with_files()) }}

with final as (

    select
        area_level,
        area_code,
        parent_area_code,
        region_code,
        province_code,
        district_code,
        subdistrict_code,
        name_th,
        name_en,
        region_name_th,
        region_name_en,
        province_name_th,
        province_name_en,
        district_name_th,
        district_name_en,
        subdistrict_name_th,
        subdistrict_name_en,
        successor_area_code,
        case when area_level <> 'village' then {{ rounded('longitude', 3) }} end as longitude,
        case when area_level <> 'village' then {{ rounded('latitude', 3) }} end as latitude,
        is_sdg_pilot,
        valid_from,
        valid_to
    from {{ ref('dim_area') }}

)

select * from final
