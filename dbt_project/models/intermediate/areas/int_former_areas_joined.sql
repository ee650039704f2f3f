with recursive changes as (

    select
        former_area_code,
        area_code,
        changed_on
    from {{ ref('stg_area_changes__changes') }}
    where former_area_code is not null

),

codes as (

    select former_area_code as code from changes

    union

    select village_code as code from {{ ref('stg_house_registry__houses') }}

    union

    select village_code as code from {{ ref('stg_village_local_administration__links') }}

),

-- One step after the other, each by the longest former code that the code begins with; what follows it is kept.
steps as (

    select
        code as former_area_code,
        code as area_code,
        cast(null as string) as successor_area_code,
        cast(null as date) as changed_on,
        0 as step
    from codes

    union all

    select
        steps.former_area_code,
        {{ next_area_code() }} as area_code,
        coalesce(steps.successor_area_code, {{ next_area_code() }}) as successor_area_code,
        coalesce(
            steps.changed_on, villages.changed_on, subdistricts.changed_on, districts.changed_on, provinces.changed_on
        ) as changed_on,
        steps.step + 1 as step
    from steps
    left join changes as villages on steps.area_code = villages.former_area_code
    left join changes as subdistricts on substring(steps.area_code, 1, 6) = subdistricts.former_area_code
    left join changes as districts on substring(steps.area_code, 1, 4) = districts.former_area_code
    left join changes as provinces on substring(steps.area_code, 1, 2) = provinces.former_area_code
    where coalesce(villages.area_code, subdistricts.area_code, districts.area_code, provinces.area_code) is not null

),

numbered as (

    select
        *,
        row_number() over (partition by former_area_code order by step desc) as place
    from steps
    where step > 0

),

final as (

    select
        case length(former_area_code)
            when 2 then 'province'
            when 4 then 'district'
            when 6 then 'subdistrict'
            else 'village'
        end as area_level,
        former_area_code,
        area_code,
        successor_area_code,
        changed_on
    from numbered
    where place = 1

)

select * from final
