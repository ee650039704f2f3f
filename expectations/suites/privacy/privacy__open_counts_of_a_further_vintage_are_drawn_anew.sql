select
    table_name,
    measure as "column",
    counts,
    same
from audit__redrawn
where counts >= ${fewest_counts_redrawn}
    and same > ${same_counts_limit} * counts
