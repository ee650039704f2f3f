{{ config(materialized=view_with_files()) }}

with judged as (

    select
        *,
        households_poor >= {{ var('open_fewest_poor') }} as is_shown
    from {{ ref('area_poverty') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        households,
        members,
        households_dropped,
        members_dropped,
        households_poor,
        members_poor,
        households_weighted,
        members_weighted,
        households_poor_weighted,
        members_poor_weighted,
        headcount_ratio,
        {{ shown('intensity', decimals=2) }},
        {{ shown('adjusted_headcount_ratio') }},
        cutoff_k,
        is_suppressed
    from judged

)

select * from final
