with households as (

    select * from {{ ref('fct_household') }}

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
        survey_round,
        cast(substring(survey_round, 1, 4) as integer) as year_be,
        cast(substring(survey_round, 6) as integer) as round,
        first_surveyed_on,
        last_surveyed_on
    from visited

)

select * from final
