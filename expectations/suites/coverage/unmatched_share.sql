select
    survey_round,
    households_unmatched,
    households_surveyed
from ${table}
where area_level = 'nation'
    and (households_unmatched <= ${limit} * (households_surveyed + households_unmatched)) is not true
