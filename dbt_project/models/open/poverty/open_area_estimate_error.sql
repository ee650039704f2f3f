{{ config(materialized=view_with_files()) }}

-- Errors are of the exact figures, with four decimals. The figures are those of the open zone.
with errors as (

    select
        survey_round,
        area_level,
        area_code,
        measure,
        indicator_code,
        clusters,
        strata,
        strata_of_one_cluster,
        {{ rounded('standard_error', 4) }} as standard_error
    from {{ ref('area_estimate_error') }}

),

estimated as (

    select
        errors.*,
        case errors.measure
            when 'failing_rate' then indicators.failing_rate
            when 'headcount_ratio' then poverty.headcount_ratio
            when 'adjusted_headcount_ratio' then poverty.adjusted_headcount_ratio
        end as estimate
    from errors
    inner join {{ ref('open_area_poverty') }} as poverty
        on errors.survey_round = poverty.survey_round
        and errors.area_level = poverty.area_level
        and errors.area_code = poverty.area_code
    left join {{ ref('open_area_indicator') }} as indicators
        on errors.survey_round = indicators.survey_round
        and errors.area_level = indicators.area_level
        and errors.area_code = indicators.area_code
        and errors.indicator_code = indicators.indicator_code

),

judged as (

    select
        *,
        estimate is not null as is_shown,
        estimate is not null and standard_error is not null as is_bounded
    from estimated

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        measure,
        indicator_code,
        {{ shown('clusters') }},
        {{ shown('strata') }},
        {{ shown('strata_of_one_cluster') }},
        estimate,
        {{ shown('standard_error') }},
        case when is_bounded then {{ confidence_bound('low') }} end as confidence_low,
        case when is_bounded then {{ confidence_bound('high') }} end as confidence_high,
        not is_shown as is_suppressed
    from judged

)

select * from final
