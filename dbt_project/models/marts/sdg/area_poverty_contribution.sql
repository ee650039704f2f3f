with results as (

    select * from {{ ref('int_area_results_summed') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        members_surveyed - members_dropped as members,
        members_failing,
        members_poor,
        members_poor_failing,
        deprivation_sum
    from results
    unpivot (
        (members_failing, members_poor_failing) for indicator_code in (
            {%- for code in indicator_codes() %}
            ({{ members_failing(code) }}, {{ code }}_members_poor_failing) as {{ code }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

final as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        long.indicator_code,
        indicators.dimension,
        long.members,
        long.members_failing,
        long.members_poor,
        long.members_poor_failing,
        indicators.weight,
        long.members_failing / nullif(cast(long.members as double), 0) as uncensored_headcount_ratio,
        long.members_poor_failing / nullif(cast(long.members as double), 0) as censored_headcount_ratio,
        indicators.weight * long.members_poor_failing / nullif(cast(long.members as double), 0) as contribution,
        indicators.weight * long.members_poor_failing / nullif(cast(long.deprivation_sum as double), 0)
            as contribution_share,
        false as is_suppressed
    from long
    inner join indicators
        on long.indicator_code = indicators.indicator_code
        and {{ in_force('indicators', 'long.survey_round') }}

)

select * from final
