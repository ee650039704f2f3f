with houses as (

    select * from {{ ref('fct_house') }}

),

counted as (

    select
        area_code as village_code,
        count(*) as houses_registered,
        count(case when is_residential then 1 end) as houses_residential,
        count(
            case
                when house_kind in ('government', 'temple', 'mosque', 'other_religious', 'health_station', 'school') then 1
            end
        ) as houses_institutional,
        count(case when house_kind = 'government' then 1 end) as houses_government,
        count(case when house_kind = 'temple' then 1 end) as houses_temple,
        count(case when house_kind = 'mosque' then 1 end) as houses_mosque,
        count(case when house_kind = 'other_religious' then 1 end) as houses_other_religious,
        count(case when house_kind = 'health_station' then 1 end) as houses_health_station,
        count(case when house_kind = 'school' then 1 end) as houses_school,
        count(case when house_kind in ('business', 'other') then 1 end) as houses_other
    from houses
    group by area_code

),

located as (

    select
        area_code as village_code,
        count(*) as houses_with_coordinates,
        sum(longitude) as longitude_sum,
        sum(latitude) as latitude_sum
    from {{ ref('fct_house_location') }}
    group by area_code

),

final as (

    select
        counted.*,
        coalesce(located.houses_with_coordinates, 0) as houses_with_coordinates,
        located.longitude_sum,
        located.latitude_sum
    from counted
    left join located on counted.village_code = located.village_code

)

select * from final
