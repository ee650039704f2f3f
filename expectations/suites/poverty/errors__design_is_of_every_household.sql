select
    survey_round,
    households,
    households_designed
from audit__sampling_design
where households_designed > 0 and households_designed < households
