with coverage as (

    select * from {{ ref('area_coverage') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        cast(
            row_number() over (
                partition by survey_round, area_level
                order by houses_residential desc, houses_never_surveyed desc, area_code asc
            ) as bigint
        ) as gap_rank,
        count(*) over (partition by survey_round, area_level) as ranked_among,
        houses_residential,
        houses_never_surveyed,
        false as is_suppressed
    from coverage
    where houses_residential > 0 and households_surveyed = 0

)

select * from final
