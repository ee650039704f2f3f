with total as (
    select * from ${table}
    where disaggregation = 'total' and ${of_rounds}
),

indicator as (
    select * from ${indicators}
    where area_level in (${levels}) and ${of_rounds}
)

select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    total.households_surveyed,
    total.households_applicable,
    total.households_failing,
    total.members_applicable,
    total.members_failing,
    total.households_applicable_weighted,
    total.households_failing_weighted,
    total.members_applicable_weighted,
    total.members_failing_weighted,
    indicator.households_surveyed as "households_surveyed in area_indicator",
    indicator.households_applicable as "households_applicable in area_indicator",
    indicator.households_failing as "households_failing in area_indicator",
    indicator.members_applicable as "members_applicable in area_indicator",
    indicator.members_failing as "members_failing in area_indicator",
    indicator.households_applicable_weighted as "households_applicable_weighted in area_indicator",
    indicator.households_failing_weighted as "households_failing_weighted in area_indicator",
    indicator.members_applicable_weighted as "members_applicable_weighted in area_indicator",
    indicator.members_failing_weighted as "members_failing_weighted in area_indicator"
from total full join indicator using (survey_round, area_level, area_code, indicator_code)
where total.households_surveyed is distinct from indicator.households_surveyed
    or total.households_applicable is distinct from indicator.households_applicable
    or total.households_failing is distinct from indicator.households_failing
    or total.members_applicable is distinct from indicator.members_applicable
    or total.members_failing is distinct from indicator.members_failing
    or total.households_applicable_weighted is distinct from indicator.households_applicable_weighted
    or total.households_failing_weighted is distinct from indicator.households_failing_weighted
    or total.members_applicable_weighted is distinct from indicator.members_applicable_weighted
    or total.members_failing_weighted is distinct from indicator.members_failing_weighted
