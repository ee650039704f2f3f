with summed as (
    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        disaggregation,
        sum(households_surveyed) as households_surveyed,
        sum(households_applicable) as households_applicable,
        sum(households_failing) as households_failing,
        sum(members_applicable) as members_applicable,
        sum(members_failing) as members_failing,
        sum(households_applicable_weighted) as households_applicable_weighted,
        sum(households_failing_weighted) as households_failing_weighted,
        sum(members_applicable_weighted) as members_applicable_weighted,
        sum(members_failing_weighted) as members_failing_weighted
    from restricted__area_indicator_breakdown
    where disaggregation <> 'total'
    group by all
),

wanted as (
    select
        * exclude (disaggregation),
        expected.disaggregation
    from restricted__area_indicator_breakdown
    cross join (values ('size_class'), ('settlement'), ('head_sex'), ('head_age_class')) as expected (disaggregation)
    where restricted__area_indicator_breakdown.disaggregation = 'total' and households_surveyed > 0
)

select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    disaggregation,
    wanted.households_surveyed,
    wanted.households_applicable,
    wanted.households_failing,
    wanted.members_applicable,
    wanted.members_failing,
    wanted.households_applicable_weighted,
    wanted.households_failing_weighted,
    wanted.members_applicable_weighted,
    wanted.members_failing_weighted,
    summed.households_surveyed as "households_surveyed, sum of categories",
    summed.households_applicable as "households_applicable, sum of categories",
    summed.households_failing as "households_failing, sum of categories",
    summed.members_applicable as "members_applicable, sum of categories",
    summed.members_failing as "members_failing, sum of categories",
    summed.households_applicable_weighted as "households_applicable_weighted, sum of categories",
    summed.households_failing_weighted as "households_failing_weighted, sum of categories",
    summed.members_applicable_weighted as "members_applicable_weighted, sum of categories",
    summed.members_failing_weighted as "members_failing_weighted, sum of categories"
from wanted full join summed using (survey_round, area_level, area_code, indicator_code, disaggregation)
where wanted.households_surveyed is distinct from summed.households_surveyed
    or wanted.households_applicable is distinct from summed.households_applicable
    or wanted.households_failing is distinct from summed.households_failing
    or wanted.members_applicable is distinct from summed.members_applicable
    or wanted.members_failing is distinct from summed.members_failing
    or wanted.households_applicable_weighted is distinct from summed.households_applicable_weighted
    or wanted.households_failing_weighted is distinct from summed.households_failing_weighted
    or wanted.members_applicable_weighted is distinct from summed.members_applicable_weighted
    or wanted.members_failing_weighted is distinct from summed.members_failing_weighted
