select
    sdg_target,
    goal,
    count(*) as rows
from restricted__area_sdg_target
where (
    sdg_target, goal) not in (
    select (sdg_target, goal) from open__dim_sdg_target
    where sdg_target is not null
)
group by all
