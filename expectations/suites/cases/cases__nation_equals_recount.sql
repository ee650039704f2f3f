with nation as (
    select
        survey_round,
        cases_found,
        cases_not_started,
        cases_in_progress,
        cases_referred,
        cases_self_solving,
        cases_solved,
        cases_reopened,
        cases_open_over_90_days,
        cases_open_over_180_days
    from restricted__area_case_progress
    where area_level = 'nation'
),

recount as (
    select
        survey_round,
        sum(cases) as cases_found,
        sum(cases) filter (where status = 'found') as cases_not_started,
        sum(cases) filter (where status = 'in_progress') as cases_in_progress,
        sum(cases) filter (where status = 'referred') as cases_referred,
        sum(cases) filter (where status = 'self_solving') as cases_self_solving,
        sum(cases) filter (where status = 'solved') as cases_solved,
        sum(cases_reopened) as cases_reopened,
        sum(cases_open_over_90_days) as cases_open_over_90_days,
        sum(cases_open_over_180_days) as cases_open_over_180_days
    from audit__case
    where is_located
    group by all
),

published_figure as (
    from (
        select
            survey_round,
            cast(columns(* exclude survey_round) as bigint)
        from nation
    )
    unpivot include nulls (figure for measure in (columns(* exclude survey_round)))
),

recounted_figure as (
    from (
        select
            survey_round,
            coalesce(cast(columns(* exclude survey_round) as bigint), 0)
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
    coalesce(recounted_figure.figure, 0) as "recounted from fct_case"
from published_figure
full join recounted_figure using (survey_round, measure)
where published_figure.figure is distinct from coalesce(recounted_figure.figure, 0)
