with rounds as (

    select survey_round from {{ ref('dim_survey_round') }}

),

-- An area is added up from its parts: a local administration from villages, every other area from subdistricts. These are
-- a tenth as many as the villages, each of which would take part in eight sums otherwise. A village has no parts.
final as (

    select
        rounds.survey_round,
        areas.area_level,
        areas.area_code,
        areas.subdistrict_code as part_code
    from {{ ref('int_area_subdistricts_joined') }} as areas
    cross join rounds

    union all

    select
        survey_round,
        'local_administration' as area_level,
        area_code,
        village_code as part_code
    from {{ ref('int_village_local_administrations_joined') }}

)

select * from final
