with outlines as (

    select * from {{ ref('stg_boundaries__outlines') }}

),

areas as (

    select * from {{ ref('dim_area') }}

),

final as (

    select
        outlines.area_level,
        outlines.area_code,
        outlines.valid_from,
        outlines.geometry
    from outlines
    inner join areas on outlines.area_level = areas.area_level and outlines.area_code = areas.area_code
    where outlines.valid_to is null and areas.valid_to is null

)

select * from final
