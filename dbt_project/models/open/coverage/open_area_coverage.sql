{{ config(materialized=view_with_files()) }}

with judged as (

    select
        *,
        houses_residential >= {{ var('open_fewest_houses') }} as is_shown
    from {{ ref('area_coverage') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        houses_registered,
        houses_residential,
        houses_institutional,
        houses_government,
        houses_temple,
        houses_mosque,
        houses_other_religious,
        houses_health_station,
        houses_school,
        houses_other,
        {{ shown('houses_surveyed') }},
        {{ shown('houses_not_surveyed') }},
        {{ shown('houses_never_surveyed') }},
        {{ shown('houses_with_several_households') }},
        houses_municipal,
        houses_rural,
        houses_settlement_unknown,
        {{ shown('houses_municipal_surveyed') }},
        {{ shown('houses_rural_surveyed') }},
        {{ shown('households_surveyed') }},
        households_unmatched,
        houses_official,
        houses_official_difference,
        {{ shown('coverage_rate') }},
        {{ shown('municipal_coverage_rate') }},
        {{ shown('rural_coverage_rate') }}
    from judged

)

select * from final
