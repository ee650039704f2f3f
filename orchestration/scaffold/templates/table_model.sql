-- NEXT STEP: select the figures of ${name}, counts and denominators first, rates after; then remove this line.
with coverage as (

    select * from {{ ref('area_coverage') }}

)

select
    survey_round,
    area_level,
    area_code,
    households_surveyed,
    false as is_suppressed
from coverage
