with ranked as (
    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        priority_rank,
        ranked_among,
        row_number() over peers as expected_rank,
        count(*) over (
            partition by survey_round, area_level, case when indicator_code = 'total' then '' else area_code end
        ) as expected_among
    from restricted__area_priority
    window peers as (
        partition by survey_round, area_level, case when indicator_code = 'total' then '' else area_code end
        order by priority_score desc, cases_open desc, cases_open_over_180_days desc, area_code asc, indicator_code asc
    )
)

select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    priority_rank,
    expected_rank,
    ranked_among
from ranked
where priority_rank is distinct from expected_rank or ranked_among is distinct from expected_among
