select
    survey_round,
    indicator_code,
    households_surveyed,
    households_applicable
from restricted__area_indicator
where area_level = 'nation' and households_surveyed > 0 and households_applicable = 0
