select *
from (
    select
        area_level,
        area_code,
        indicator_code,
        candidate_rank,
        row_number() over (partition by area_level, indicator_code order by effect, area_code) as expected
    from open__practice_candidate
)
where candidate_rank is distinct from expected
