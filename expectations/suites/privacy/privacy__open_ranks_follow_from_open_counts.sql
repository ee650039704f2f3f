with scored as (
    select
        *,
        cases_open + greatest(coalesce(cases_found - cases_found_before, 0), 0) as score,
        if(indicator_code = 'total', 'total', area_code) as ranked_in
    from open__area_priority
),

ranked as (
    select
        *,
        row_number() over (
            everyone
            order by score desc, cases_open desc, cases_open_over_180_days desc, area_code asc, indicator_code asc
        ) as rank_expected,
        count(*) over everyone as among_expected
    from scored
    window everyone as (partition by survey_round, area_level, ranked_in)
)

select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    priority_score,
    score as "score expected",
    priority_rank,
    rank_expected as "rank expected",
    ranked_among,
    among_expected as "ranked_among expected"
from ranked
where priority_score is distinct from score
    or priority_rank is distinct from rank_expected or ranked_among is distinct from among_expected
