with houses as (

    select * from {{ ref('fct_house') }}

),

final as (

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
        count(case when house_kind in ('business', 'other') then 1 end) as houses_other,
        count(case when longitude is not null and latitude is not null then 1 end) as houses_with_coordinates,
        sum(case when latitude is not null then longitude end) as longitude_sum,
        sum(case when longitude is not null then latitude end) as latitude_sum
    from houses
    group by area_code

)

select * from final
