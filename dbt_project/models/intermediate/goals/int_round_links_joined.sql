with rounds as (

    select * from {{ ref('dim_survey_round') }}

),

indicators as (

    select
        framework_version,
        indicator_code
    from {{ ref('dim_indicator') }}

),

links as (

    select * from {{ ref('indicator_sdg_map') }}

),

final as (

    select
        rounds.survey_round,
        rounds.framework_version,
        links.indicator_code,
        links.sdg_target,
        links.sdg_indicator,
        links.fit,
        links.kpi_counts,
        links.goal,
        rounds.survey_round = max(rounds.survey_round) over () as is_latest_round
    from rounds
    inner join indicators on rounds.framework_version = indicators.framework_version
    inner join links on indicators.indicator_code = links.indicator_code

)

select * from final
