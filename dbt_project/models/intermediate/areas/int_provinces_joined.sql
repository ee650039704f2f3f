with provinces as (

    select * from {{ ref('stg_geography__provinces') }}

),

country as (

    select * from {{ ref('stg_country__areas') }}

),

final as (

    select
        provinces.province_code,
        provinces.name_th,
        provinces.name_en,
        country.parent_area_code as region_code,
        case when country.is_sdg_pilot then 'PILOT' else 'NON_PILOT' end as pilot_group_code,
        nations.area_code as nation_code,
        country.is_sdg_pilot
    from provinces
    left join country on provinces.province_code = country.area_code and country.area_level = 'province'
    left join country as nations on nations.area_level = 'nation'

)

select * from final
