-- Beyond what chance explains: three standard errors of the limit.
with known as (
    select
        level,
        sum(cells) as counts,
        sum(cells_known) as known,
        counts * ${guessed_counts_limit} as most_known
    from audit__guess
    group by level
)

select
    level,
    counts,
    known
from known
where counts >= ${fewest_small_counts} and known > most_known + 3 * sqrt(most_known)
