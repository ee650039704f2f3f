{{ config(materialized=view_with_files()) }}

with final as (

    select
        area_level,
        area_code,
        parent_area_code,
        province_code,
        name_th,
        name_en,
        successor_area_code,
        case when area_level <> 'village' then {{ rounded('longitude', 3) }} end as longitude,
        case when area_level <> 'village' then {{ rounded('latitude', 3) }} end as latitude,
        is_sdg_pilot,
        valid_from,
        valid_to
    from {{ ref('dim_area') }}

)

select * from final
