select
    area_level,
    sum(small) as "small counts",
    sum(small_unchanged) as unchanged
from ${noise}
where ${is_judged}
group by area_level
having sum(small) >= ${fewest_small_counts}
    and sum(small_unchanged) > ${unchanged_share_limit} * sum(small)
