with villages as (

    select * from {{ ref('int_village_houses_counted') }}

),

area_villages as (

    select * from {{ ref('int_area_villages_joined') }}

),

final as (

    select
        area_villages.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        cast(sum(villages.houses_registered) as bigint) as houses_registered,
        cast(sum(villages.houses_residential) as bigint) as houses_residential,
        cast(sum(villages.houses_institutional) as bigint) as houses_institutional,
        cast(sum(villages.houses_government) as bigint) as houses_government,
        cast(sum(villages.houses_temple) as bigint) as houses_temple,
        cast(sum(villages.houses_mosque) as bigint) as houses_mosque,
        cast(sum(villages.houses_other_religious) as bigint) as houses_other_religious,
        cast(sum(villages.houses_health_station) as bigint) as houses_health_station,
        cast(sum(villages.houses_school) as bigint) as houses_school,
        cast(sum(villages.houses_other) as bigint) as houses_other,
        cast(sum(villages.houses_with_coordinates) as bigint) as houses_with_coordinates,
        cast(sum(villages.longitude_sum) as double) as longitude_sum,
        cast(sum(villages.latitude_sum) as double) as latitude_sum
    from area_villages
    inner join villages on area_villages.village_code = villages.village_code
    group by area_villages.survey_round, area_villages.area_level, area_villages.area_code

)

select * from final
