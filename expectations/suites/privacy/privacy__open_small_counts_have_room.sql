select
    area_level,
    count(*) as counts,
    round(avg(most - least), 2) as "mean room"
from audit__bound
group by area_level
having count(*) >= ${fewest_small_counts} and avg(most - least) < ${mean_room_of_a_count}
