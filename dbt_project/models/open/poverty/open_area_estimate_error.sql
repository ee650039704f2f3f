{{ config(materialized=view_with_files()) }}

with judged as (

    select
        errors.*,
        errors.measure in ('headcount_ratio', 'failing_rate')
        or (
            errors.measure = 'adjusted_headcount_ratio'
            and poverty.households_poor >= {{ var('open_fewest_poor') }}
        ) as is_shown
    from {{ ref('area_estimate_error') }} as errors
    inner join {{ ref('area_poverty') }} as poverty
        on errors.survey_round = poverty.survey_round
        and errors.area_level = poverty.area_level
        and errors.area_code = poverty.area_code

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        measure,
        indicator_code,
        households,
        clusters,
        strata,
        strata_of_one_cluster,
        {{ shown('estimate') }},
        {{ shown('standard_error') }},
        {{ shown('confidence_low') }},
        {{ shown('confidence_high') }},
        not is_shown as is_suppressed
    from judged

)

select * from final
