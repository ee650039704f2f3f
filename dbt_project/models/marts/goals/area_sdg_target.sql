{%- set targets = indicator_groups() | selectattr('kind', 'equalto', 'target') | list -%}
{%- set counts = with_weighted(['households_applicable', 'households_failing']) -%}

with mapped as (

    select
        survey_round,
        sdg_target,
        count(distinct indicator_code) as indicators_mapped
    from {{ ref('int_round_links_joined') }}
    group by survey_round, sdg_target

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        replace(substring(target_column, 8), '_', '.') as sdg_target,
        households_surveyed,
        {{ counts | join(',\n        ') }},
        indicators_measured,
        direct_indicators_measured,
        passing_share_sum
    from {{ ref('int_area_groups_joined') }}
    unpivot (
        ({{ counts | join(', ') }}, indicators_measured, direct_indicators_measured, passing_share_sum)
        for target_column in (
            {%- for target in targets %}
            ({{ group_columns(target) | join(', ') }}, {{ target.column }}_passing) as {{ target.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

figures as (

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
        {{ weighted_count('long.households_applicable') }} as households_applicable_weighted,
        {{ weighted_count('long.households_failing') }} as households_failing_weighted,
        coalesce(mapped.indicators_mapped, 0) as indicators_mapped,
        cast(long.indicators_measured as bigint) as indicators_measured,
        {{ rate('long.households_failing', 'long.households_applicable') }} as failing_rate,
        100 * cast(long.passing_share_sum as double) / nullif(long.indicators_measured, 0) as score,
        false as is_suppressed
    from long
    inner join {{ ref('dim_sdg_target') }} as targets on long.sdg_target = targets.sdg_target
    left join mapped
        on long.survey_round = mapped.survey_round
        and long.sdg_target = mapped.sdg_target

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        sdg_target,
        measurement,
        goal,
        households_surveyed,
        households_applicable,
        households_failing,
        households_applicable_weighted,
        households_failing_weighted,
        indicators_mapped,
        indicators_measured,
        {{ rank_in_level('score', 'survey_round, area_level, sdg_target') }} as rank_in_level,
        count(score) over (partition by survey_round, area_level, sdg_target) as ranked_among,
        failing_rate,
        score,
        is_suppressed
    from figures

)

select * from final
