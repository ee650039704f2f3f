with ranked as (
    select
        survey_round,
        area_level,
        area_code,
        gap_rank,
        ranked_among,
        count(*) over level as expected_among,
        row_number() over (level order by houses_residential desc, houses_never_surveyed desc, area_code asc)
            as expected_rank
    from ${table}
    window level as (partition by survey_round, area_level)
)

select
    survey_round,
    area_level,
    area_code,
    gap_rank,
    expected_rank,
    ranked_among
from ranked
where gap_rank is distinct from expected_rank or ranked_among is distinct from expected_among
