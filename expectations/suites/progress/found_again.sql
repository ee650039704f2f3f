select
    survey_round,
    area_level,
    area_code,
    concat(
        found_again,
        ' of ',
        revisited,
        ' households of houses surveyed in both rounds are in both rounds (before: ',
        previous_survey_round,
        ')'
    ) as detail
from audit__household_followed
where is_revisited and found_again < power(${limit}, years) * revisited
