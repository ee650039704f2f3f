-- Beyond what chance explains: three standard errors of the limit.
select
    level,
    sum(cells) as counts,
    sum(cells_known) as known
from audit__guess
group by level
having
    sum(cells) >= ${fewest_small_counts}
    and sum(cells_known) > ${guessed_limit} * sum(cells) + 3 * sqrt(${guessed_limit} * sum(cells))
