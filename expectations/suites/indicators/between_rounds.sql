select
    survey_round,
    indicator_code,
    failing_rate,
    rate_before as "in the round before"
from (
    select
        survey_round,
        indicator_code,
        failing_rate,
        lag(failing_rate) over (partition by indicator_code order by survey_round) as rate_before
    from ${table}
    where area_level = 'nation'
)
where abs(failing_rate - rate_before) > ${limit}
