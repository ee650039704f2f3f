with villages as (

    select * from {{ ref('int_village_changes_counted') }}

),

area_villages as (

    select * from {{ ref('int_area_villages_joined') }}

),

final as (

    select
        villages.survey_round,
        area_villages.area_level,
        area_villages.area_code,
        villages.item
        {%- for flow in household_flows() %},
        cast(sum(villages.households_{{ flow }}) as bigint) as households_{{ flow }}
        {%- endfor %}
    from villages
    inner join area_villages
        on villages.survey_round = area_villages.survey_round
        and villages.village_code = area_villages.village_code
    group by villages.survey_round, area_villages.area_level, area_villages.area_code, villages.item

)

select * from final
