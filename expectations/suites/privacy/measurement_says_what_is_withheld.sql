select
    survey_round,
    area_level,
    area_code,
    ${item},
    measurement,
    indicators_mapped,
    is_suppressed
from ${table}
where case
        when indicators_mapped = 0 then measurement = 'not_measured'
        when is_suppressed then measurement = 'withheld'
        else measurement in ('measured', 'proxy')
    end is not true
