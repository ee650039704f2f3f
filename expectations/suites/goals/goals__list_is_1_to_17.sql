select
    listed.goal,
    expected.goal as "expected goal"
from (select distinct goal from open__dim_sdg_goal) as listed
full join range(1, 18) as expected (goal) on listed.goal = expected.goal
where listed.goal is null or expected.goal is null
