select
    survey_round,
    area_level,
    area_code,
    intensity
from open__area_poverty
where intensity <> round(intensity, 2)
