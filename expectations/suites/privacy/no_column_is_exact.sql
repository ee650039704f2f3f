select
    measure as "column",
    sum(varied) as counts,
    sum(varied_unchanged) as "equal to restricted"
from ${noise}
group by measure
having sum(varied) >= ${fewest_counts_of_a_column}
    and sum(varied_unchanged) > ${exact_share_limit} * sum(varied)
