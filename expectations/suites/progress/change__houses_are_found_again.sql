select
    survey_round,
    area_level,
    area_code,
    concat(
        houses_lost,
        ' of ',
        in_both + houses_lost,
        ' households of both rounds live in no house of the register now (before: ',
        previous_survey_round,
        ')'
    ) as detail
from audit__household_followed
where is_followed and houses_lost > ${unmatched_limit} * (in_both + houses_lost)
