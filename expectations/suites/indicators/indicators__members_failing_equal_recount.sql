with published as (
    select
        survey_round,
        sum(households_failing) as households,
        sum(members_failing) as members,
        sum(members_failing_weighted) as members_weighted
    from restricted__area_indicator
    where area_level = 'nation'
    group by all
),

recounted as (
    select
        survey_round,
        sum(indicators_failing) as households,
        sum(member_indicators_failing) as members
    from audit__household
    where is_located
    group by all
)

select
    survey_round,
    published.members as "members failing, over all indicators",
    recounted.members as "by fct_household",
    published.households as "households failing, over all indicators",
    recounted.households as "by indicators_failing of fct_household",
    published.members_weighted as "members failing, weighted",
    weighted.member_indicators_failing_weighted as "weighted, by fct_household"
from published left join recounted using (survey_round)
left join audit__household_weighted as weighted using (survey_round)
where published.members is distinct from coalesce(recounted.members, 0)
    or published.households is distinct from coalesce(recounted.households, 0)
    or published.members_weighted is distinct from coalesce(weighted.member_indicators_failing_weighted, 0)
