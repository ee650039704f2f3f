select
    survey_round,
    area_level,
    area_code,
    open.intensity,
    exact.intensity as "intensity in restricted"
from open__area_poverty as open
join restricted__area_poverty as exact using (survey_round, area_level, area_code)
where open.intensity <> round(open.intensity, 2) or abs(open.intensity - exact.intensity) > 0.005001
