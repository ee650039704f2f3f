select
    area_level,
    'not expected' as detail
from (select distinct area_level from ${table})
where coalesce(area_level, 'village') not in (${levels})
union all
select distinct
    area_level,
    'missing'
from ${exact}
where area_level in (${levels})
    and area_level not in (
        select area_level from ${table}
        where area_level is not null
    )
    -- A table of changes is empty until there is a second round; one that should have rows breaks another rule.
    and exists (select 1 from ${table})
