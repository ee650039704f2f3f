-- Rows of a table of changes that name another round, list or distance in time than dim_survey_round.
with pair as (
    select
        survey_round,
        lag(survey_round) over rounds as before,
        framework_version = lag(framework_version) over rounds as is_same_list,
        (last_surveyed_on - lag(last_surveyed_on) over rounds) / 365.25e0 as years
    from open__dim_survey_round
    window rounds as (order by year_be, round)
)

select
    change.survey_round,
    area_level,
    area_code,
    ${shown_item}
    previous_survey_round,
    pair.before as "round before",
    years_between,
    pair.years as "years by dim_survey_round",
    is_same_framework,
    pair.is_same_list as "same list by dim_survey_round"
from ${table} as change
left join pair using (survey_round)
where previous_survey_round is distinct from pair.before
    or is_same_framework is distinct from coalesce(pair.is_same_list, is_same_framework)
    or not is_near(years_between, case when pair.years > 0 then pair.years end)
