{{ config(materialized='view') }}

{%- set measures = ['members_failing', 'members_poor_failing'] -%}

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
        members_poor,
        deprivation_sum,
        {%- if var('sampling_weights') %}
        members_surveyed_weighted - members_dropped_weighted as members_weighted,
        members_poor_weighted,
        deprivation_sum_weighted,
        {%- endif %}
        {{ (measures + weighted_names(measures)) | join(',\n        ') }}
    from results
    unpivot (
        ({{ (measures + weighted_names(measures)) | join(', ') }}) for indicator_code in (
            {%- for code in indicator_codes() %}
            {%- set counts = [members_failing(code), code ~ '_members_poor_failing'] %}
            ({{ (counts + weighted_names(counts)) | join(', ') }}) as {{ code }}{{ ',' if not loop.last }}
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
        {%- for measure in ['members', 'members_failing', 'members_poor', 'members_poor_failing'] %}
        {{ weighted_count(measure) }},
        {%- endfor %}
        indicators.weight,
        {{ rate('long.members_failing', 'long.members') }} as uncensored_headcount_ratio,
        {{ rate('long.members_poor_failing', 'long.members') }} as censored_headcount_ratio,
        indicators.weight * {{ rate('long.members_poor_failing', 'long.members') }} as contribution,
        indicators.weight * {{ rate('long.members_poor_failing', 'long.deprivation_sum') }} as contribution_share,
        false as is_suppressed
    from long
    inner join indicators
        on long.indicator_code = indicators.indicator_code
        and {{ in_force('indicators', 'long.survey_round') }}

)

select * from final
