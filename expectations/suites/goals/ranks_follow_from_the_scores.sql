-- The rank is one more than the number of areas with a higher score, added up score by score.
with scores as (
    select
        survey_round,
        area_level,
        ${item},
        score,
        count(*) as areas
    from ${table}
    where score is not null
    group by all
),

higher as (
    select
        *,
        coalesce(
            sum(areas) over (
                partition by survey_round, area_level, ${item}
                order by score desc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as areas_with_more
    from scores
),

levels as (
    select
        survey_round,
        area_level,
        ${item},
        sum(areas) as areas_with_a_score
    from scores
    group by all
)

select
    survey_round,
    area_level,
    area_code,
    ${item},
    score,
    rank_in_level,
    ranked_among,
    areas_with_more + 1 as "rank by the scores",
    levels.areas_with_a_score as "areas with a score"
from ${table}
left join higher using (survey_round, area_level, ${item}, score)
left join levels using (survey_round, area_level, ${item})
where rank_in_level is distinct from areas_with_more + 1
    or ranked_among is distinct from case when ${is_shown} then coalesce(levels.areas_with_a_score, 0) end
