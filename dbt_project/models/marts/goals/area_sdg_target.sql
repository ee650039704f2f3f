{%- set groups = indicator_groups() | selectattr('kind', 'equalto', 'target') | list -%}
{%- set counts = ['applicable', 'failing'] -%}
{%- set measures = ['households_applicable', 'households_failing'] -%}

with results as (

    select * from {{ ref('int_area_results_summed') }}

),

targets as (

    select * from {{ ref('dim_sdg_target') }}

),

mapped as (

    select
        survey_round,
        sdg_target,
        count(distinct indicator_code) as indicators_mapped
    from {{ ref('int_round_links_joined') }}
    group by survey_round, sdg_target

),

wide as (

    select
        survey_round,
        area_level,
        area_code,
        households_surveyed
        {%- for group in groups %},
        {%- for count in counts + weighted_names(counts) %}
        {{ group_count(group, count) }} as {{ group.column }}_{{ count }},
        {%- endfor %}
        {{ indicators_measured(group.indicators) }} as {{ group.column }}_measured,
        {{ indicators_measured(group.direct) }} as {{ group.column }}_direct,
        {{ passing_share_sum(group.indicators) }} as {{ group.column }}_passing
        {%- endfor %}
    from results

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        replace(substring(target_column, 8), '_', '.') as sdg_target,
        households_surveyed,
        {{ (measures + weighted_names(measures)) | join(',\n        ') }},
        indicators_measured,
        direct_indicators_measured,
        passing_share_sum
    from wide
    unpivot (
        (
            {{ (measures + weighted_names(measures)) | join(', ') }}, indicators_measured, direct_indicators_measured,
            passing_share_sum
        ) for target_column in (
            {%- for group in groups %}
            (
                {{ group.column }}_{{ (counts + weighted_names(counts)) | join(', ' ~ group.column ~ '_') }},
                {{ group.column }}_measured, {{ group.column }}_direct, {{ group.column }}_passing
            ) as {{ group.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

final as (

    select
        long.survey_round,
        long.area_level,
        long.area_code,
        long.sdg_target,
        {{ measurement('long') }} as measurement,
        targets.goal,
        long.households_surveyed,
        long.households_applicable,
        long.households_failing,
        {%- for measure in measures %}
        {{ weighted_count(measure) }},
        {%- endfor %}
        coalesce(mapped.indicators_mapped, 0) as indicators_mapped,
        cast(long.indicators_measured as bigint) as indicators_measured,
        {{ rate('long.households_failing', 'long.households_applicable') }} as failing_rate,
        100 * cast(long.passing_share_sum as double) / nullif(long.indicators_measured, 0) as score,
        false as is_suppressed
    from long
    inner join targets on long.sdg_target = targets.sdg_target
    left join mapped
        on long.survey_round = mapped.survey_round
        and long.sdg_target = mapped.sdg_target

)

select * from final
