{{ config(materialized=view_with_files()) }}

with judged as (

    select
        *,
        households_poor >= {{ var('open_fewest_poor_detailed') }} as is_shown
    from {{ ref('area_poverty_sensitivity') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        cutoff,
        households,
        members,
        {{ shown('households_poor') }},
        {{ shown('members_poor') }},
        members_weighted,
        {{ shown('members_poor_weighted') }},
        cutoff_k,
        {{ shown('headcount_ratio') }},
        {{ shown('intensity', decimals=2) }},
        {{ shown('adjusted_headcount_ratio') }},
        not is_shown as is_suppressed
    from judged

)

select * from final
