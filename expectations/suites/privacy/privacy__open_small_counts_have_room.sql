select
    count(*) as counts,
    round(avg(most - least), 2) as "mean room"
from audit__bound
having count(*) >= ${fewest_counts_with_room} and avg(most - least) < ${mean_room_of_a_count}
