-- The rank is one more than the number of areas with a higher ratio, added up ratio by ratio.
with ratios as (
    select
        area_level,
        headcount_ratio,
        count(*) as areas
    from ${table}
    where headcount_ratio is not null
    group by all
),

higher as (
    select
        *,
        coalesce(
            sum(areas) over (
                partition by area_level
                order by headcount_ratio desc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as areas_with_more
    from ratios
),

levels as (
    select
        area_level,
        sum(areas) as areas_with_a_ratio
    from ratios
    group by all
)

select
    profile.survey_round,
    area_level,
    area_code,
    headcount_ratio,
    rank_in_level,
    ranked_among,
    areas_with_more + 1 as "rank by the ratios",
    levels.areas_with_a_ratio as "areas with a ratio"
from ${table} as profile
left join higher using (area_level, headcount_ratio)
left join levels using (area_level)
where rank_in_level is distinct from areas_with_more + 1
    or ranked_among is distinct from coalesce(levels.areas_with_a_ratio, 0)
