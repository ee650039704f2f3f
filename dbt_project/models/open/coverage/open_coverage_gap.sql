{{ config(materialized=view_with_files()) }}

with judged as (

    select
        *,
        houses_residential >= {{ var('open_fewest_houses') }} as is_shown
    from {{ ref('coverage_gap') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        gap_rank,
        ranked_among,
        {{ shown('houses_residential') }},
        {{ shown('houses_never_surveyed') }},
        not is_shown as is_suppressed
    from judged

)

select * from final
