select
    kpi_code,
    goal,
    measurement,
    local_value
from open__kpi_linkage
where ((goal in (
    select goal from open__indicator_sdg_map
    where goal is not null
) and measurement <> 'none') or (local_value is null and difference is null and indicator_codes is null)) is not true
