{{ config(materialized=view_with_files()) }}

-- A row says that no house of the area was surveyed. The smallest areas are last in rank, so that ranks have no holes.
with shown as (

    select * from {{ ref('coverage_gap') }}
    where houses_residential >= {{ var('open_fewest_houses') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        gap_rank,
        count(*) over (partition by survey_round, area_level) as ranked_among,
        houses_residential,
        houses_never_surveyed,
        is_suppressed
    from shown

)

select * from final
