{{ config(materialized='view') }}

with districts as (

    select
        survey_round,
        village_code,
        area_code as district_code
    from {{ ref('int_area_villages_joined') }}
    where area_level = 'district'

),

-- A village that no local administration is told for stands under an empty code.
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

final as (

    select
        places.survey_round,
        places.district_code,
        places.local_administration_code,
        places.settlement,
        households.member_count,
        coalesce(households.head_sex, 'unknown') as head_sex,
        case
            when households.head_age is null then 'unknown'
            when households.head_age < 30 then '0-29'
            when households.head_age < 45 then '30-44'
            when households.head_age < 60 then '45-59'
            when households.head_age < 75 then '60-74'
            else '75+'
        end as head_age_class,
        {%- for code in indicator_codes() %}
        households.{{ code }},
        {%- endfor %}
        households.sampling_weight,
        households.indicators_failing
    from {{ ref('fct_household') }} as households
    inner join places
        on households.survey_round = places.survey_round
        and households.village_code = places.village_code

)

select * from final
