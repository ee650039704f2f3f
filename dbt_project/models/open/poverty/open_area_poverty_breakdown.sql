{{ config(materialized=view_with_files()) }}

with judged as (

    select
        *,
        is_shown and households_poor >= {{ var('open_fewest_poor') }} as is_intensity_shown
    from {{ ref('int_area_poor_perturbed') }}
    where cutoff_column = '_of_list' and {{ is_of_open_zone('area_poverty_breakdown') }}

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        disaggregation_status,
        {{ shown('households') }},
        {{ shown('members') }},
        {{ shown('households_dropped') }},
        {{ shown('members_dropped') }},
        {{ shown('households_poor') }},
        {{ shown('members_poor') }},
        {{ shown('households_weighted') }},
        {{ shown('members_weighted') }},
        {{ shown('households_poor_weighted') }},
        {{ shown('members_poor_weighted') }},
        case when is_shown then {{ ratio('members_poor_weighted', 'members_weighted') }} end as headcount_ratio,
        case
            when is_intensity_shown
                then {{ rounded(ratio('deprivation_sum_weighted', 'members_poor_weighted'), 2) }}
        end as intensity,
        case
            when is_intensity_shown then {{ ratio('deprivation_sum_weighted', 'members_weighted') }}
        end as adjusted_headcount_ratio,
        not is_shown as is_suppressed
    from judged

)

select * from final
