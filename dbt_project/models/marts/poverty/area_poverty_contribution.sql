{{ config(materialized=view_with_files()) }}
{%- set counts = with_weighted(['members_failing', 'members_poor_failing']) %}

with indicators as (

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
        {{ weighted('members_surveyed') }} - {{ weighted('members_dropped') }} as members_weighted,
        {{ weighted('members_failing') }} as members_failing_weighted,
        {{ weighted('members_poor') }} as members_poor_weighted,
        {{ weighted('members_poor_failing') }} as members_poor_failing_weighted,
        {{ weighted('deprivation_sum') }} as deprivation_sum_weighted
    from {{ ref('int_area_results_summed') }}
    unpivot (
        ({{ counts | join(', ') }})
        for indicator_code in (
            {%- for code in indicator_codes() %}
            {%- set columns = with_weighted([members_failing(code), code ~ '_members_poor_failing']) %}
            ({{ columns | join(', ') }}) as {{ code }}{{ ',' if not loop.last }}
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
        cast(long.members_weighted as decimal(18, 6)) as members_weighted,
        cast(long.members_failing_weighted as decimal(18, 6)) as members_failing_weighted,
        cast(long.members_poor_weighted as decimal(18, 6)) as members_poor_weighted,
        cast(long.members_poor_failing_weighted as decimal(18, 6)) as members_poor_failing_weighted,
        indicators.weight,
        {{ ratio('long.members_failing_weighted', 'long.members_weighted') }} as uncensored_headcount_ratio,
        {{ ratio('long.members_poor_failing_weighted', 'long.members_weighted') }} as censored_headcount_ratio,
        indicators.weight
        * {{ ratio('long.members_poor_failing_weighted', 'long.members_weighted') }} as contribution,
        indicators.weight
        * {{ ratio('long.members_poor_failing_weighted', digits('long.deprivation_sum_weighted')) }} as contribution_share,
        false as is_suppressed
    from long
    inner join indicators
        on long.indicator_code = indicators.indicator_code
        and {{ in_force('indicators', 'long.survey_round') }}

)

select * from final
