select
    practice_id,
    area_level,
    area_code,
    status
from restricted__practice_effect
where status in ('area not known', 'measure not clear')
