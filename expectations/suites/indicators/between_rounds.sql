with compared as (
    select
        survey_round,
        indicator_code,
        failing_rate,
        lag(survey_round) over earlier as round_before,
        lag(failing_rate) over earlier as rate_before,
        years_at_least_one(lag(last_surveyed_on) over earlier, last_surveyed_on) as years
    from ${table}
    left join open__dim_survey_round using (survey_round)
    where area_level = 'nation' and failing_rate is not null
    window earlier as (partition by indicator_code order by survey_round)
)

select
    survey_round,
    indicator_code,
    failing_rate,
    rate_before as "in the round before",
    round_before as "round before",
    years as "years between"
from compared
where abs(failing_rate - rate_before) > least(${limit} * years, ${most})
