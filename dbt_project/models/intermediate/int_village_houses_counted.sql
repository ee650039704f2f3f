with houses as (

    select * from {{ ref('fct_house') }}

),

final as (

    select
        area_code as village_code,
        count(*) as houses_registered,
        sum(case when is_residential then 1 else 0 end) as houses_residential,
        sum(
            case
                when house_kind in ('government', 'temple', 'mosque', 'other_religious', 'health_station', 'school')
                    then 1
                else 0
            end
        ) as houses_institutional,
        sum(case when house_kind in ('business', 'other') then 1 else 0 end) as houses_other,
        count(longitude) as houses_with_coordinates,
        sum(case when latitude is not null then longitude end) as longitude_sum,
        sum(case when longitude is not null then latitude end) as latitude_sum
    from houses
    group by area_code

)

select * from final
