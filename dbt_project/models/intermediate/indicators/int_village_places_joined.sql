with districts as (

    select
        survey_round,
        village_code,
        area_code as district_code
    from {{ ref('int_area_villages_joined') }}
    where area_level = 'district'

),

-- A village without a local administration gets an empty code.
places as (

    select
        districts.survey_round,
        districts.village_code,
        districts.district_code,
        coalesce(administrations.area_code, '') as local_administration_code,
        settlements.settlement
    from districts
    inner join {{ ref('int_village_settlements_joined') }} as settlements
        on districts.survey_round = settlements.survey_round
        and districts.village_code = settlements.village_code
    left join {{ ref('int_village_local_administrations_joined') }} as administrations
        on districts.survey_round = administrations.survey_round
        and districts.village_code = administrations.village_code

),

-- Thirty million households are grouped by one number, not by four texts.
final as (

    select
        *,
        cast(
            dense_rank() over (order by survey_round, district_code, local_administration_code, settlement) as integer
        ) as place_number
    from places

)

select * from final
