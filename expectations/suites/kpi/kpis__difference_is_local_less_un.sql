select
    kpi_code,
    difference,
    local_value,
    un_value,
    un_unit,
    measurement
from open__kpi_linkage
where (
    difference is null
    or (
        measurement = 'direct'
        and un_unit = 'PT'
        and un_unit_multiplier = 0
        and abs(difference - (local_value - un_value)) <= ${score_tolerance}
    )
) is not true
