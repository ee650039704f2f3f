-- What is on the same subject alone says nothing of the KPI, and has no value of it.
select
    kpi_code as code,
    name,
    goal,
    sdg_target as target,
    measurement,
    indicator_codes as indicators,
    survey_round as round,
    local_value_counts as counts,
    if(measurement = 'context', null, round(local_value, 2)) as value,
    un_value * pow(10, coalesce(un_unit_multiplier, 0)) as un_value,
    un_unit as unit,
    un_year as year,
    un_series as series,
    round(difference, 2) as difference
from open.kpi_linkage
order by goal, kpi_code
