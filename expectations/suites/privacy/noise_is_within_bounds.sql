select
    survey_round,
    area_level,
    area_code,
    measure,
    fault,
    faults as counts
from ${noise}
where faults > 0
