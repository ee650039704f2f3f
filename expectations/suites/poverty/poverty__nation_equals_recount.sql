with nation as (
    select
        survey_round,
        households,
        members,
        households_dropped,
        members_dropped,
        households_poor,
        members_poor,
        deprivation_sum,
        households_weighted,
        members_weighted,
        households_poor_weighted,
        members_poor_weighted,
        deprivation_sum_weighted
    from restricted__area_poverty
    where area_level = 'nation'
),

counted as (
    select
        survey_round,
        sum(households - households_dropped) as households,
        sum(members - members_dropped) as members,
        sum(households_dropped) as households_dropped,
        sum(members_dropped) as members_dropped,
        sum(households_poor) as households_poor,
        sum(members_poor) as members_poor,
        sum(deprivation_sum) as deprivation_sum
    from audit__household
    where is_located
    group by all
),

recount as (
    select
        counted.*,
        households_weighted,
        members_weighted,
        households_poor_weighted,
        members_poor_weighted,
        deprivation_sum_weighted
    from counted
    join audit__household_weighted using (survey_round)
),

published_figure as (
    from (
        select
            survey_round,
            cast(columns(* exclude survey_round) as decimal(38, 15))
        from nation
    )
    unpivot include nulls (figure for measure in (columns(* exclude survey_round)))
),

recounted_figure as (
    from (
        select
            survey_round,
            coalesce(cast(columns(* exclude survey_round) as decimal(38, 15)), 0)
        from recount
    )
    unpivot include nulls (figure for measure in (columns(* exclude survey_round)))
)

select
    survey_round,
    'nation' as area_level,
    nation_code() as area_code,
    measure,
    published_figure.figure as published,
    coalesce(recounted_figure.figure, 0) as "recounted from fct_household"
from published_figure
left join recounted_figure using (survey_round, measure)
where not is_same_sum(published_figure.figure, coalesce(recounted_figure.figure, 0))
