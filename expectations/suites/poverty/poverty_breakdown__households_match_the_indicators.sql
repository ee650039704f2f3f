with indicator as (
    select distinct
        survey_round,
        area_level,
        area_code,
        disaggregation,
        category,
        households_surveyed,
        disaggregation_status
    from restricted__area_indicator_breakdown
)

select
    survey_round,
    area_level,
    area_code,
    disaggregation,
    category,
    poverty.households,
    poverty.households_dropped,
    indicator.households_surveyed as "surveyed in area_indicator_breakdown",
    poverty.disaggregation_status,
    indicator.disaggregation_status as "status in area_indicator_breakdown"
from restricted__area_poverty_breakdown as poverty
full join indicator using (survey_round, area_level, area_code, disaggregation, category)
where poverty.households + poverty.households_dropped is distinct from indicator.households_surveyed
    or poverty.disaggregation_status is distinct from indicator.disaggregation_status
