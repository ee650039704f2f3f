with households as (

    select * from {{ ref('fct_household') }}

),

frameworks as (

    select distinct
        framework_version,
        first_survey_round,
        last_survey_round
    from {{ ref('dim_indicator') }}

),

visited as (

    select
        survey_round,
        min(surveyed_on) as first_surveyed_on,
        max(surveyed_on) as last_surveyed_on
    from households
    group by survey_round

),

final as (

    select
        visited.survey_round,
        frameworks.framework_version,
        cast(substring(visited.survey_round, 1, 4) as integer) as year_be,
        cast(substring(visited.survey_round, 6) as integer) as round,
        visited.first_surveyed_on,
        visited.last_surveyed_on
    from visited
    left join frameworks
        on {{ in_force('frameworks', 'visited.survey_round') }}

)

select * from final
