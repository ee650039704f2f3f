with final as (

    select
        places.place_number,
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
        households.TQ01,
        households.TQ02,
        households.sampling_weight,
        cast('0x' || substring(households.household_key, 1, 8) as bigint) as record_key,
        households.indicators_failing,
        households.deprivation_score,
        households.is_poor
    from "warehouse"."marts"."fct_household" as households
    inner join "warehouse"."intermediate"."int_village_places_joined" as places
        on households.survey_round = places.survey_round
        and households.village_code = places.village_code

)

select * from final
