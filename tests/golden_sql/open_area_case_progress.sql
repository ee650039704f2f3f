-- Every area has a row. No count of these rows is read.
with areas as (

    select
        progress.survey_round,
        progress.area_level,
        progress.area_code,
        progress.median_days_to_first_action,
        progress.median_days_to_solution,
        progress.as_of_on,
        coalesce(coverage.households_surveyed >= 50, false) as is_shown
    from "warehouse"."marts"."area_case_progress" as progress
    left join "warehouse"."marts"."area_coverage" as coverage
        on progress.survey_round = coverage.survey_round
        and progress.area_level = coverage.area_level
        and progress.area_code = coverage.area_code
    where progress.area_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict', 'local_administration')

),

counted as (

    select
        areas.*,
        coalesce(cases.cases_found, 0) as cases_found,
        coalesce(cases.cases_not_started, 0) as cases_not_started,
        coalesce(cases.cases_in_progress, 0) as cases_in_progress,
        coalesce(cases.cases_referred, 0) as cases_referred,
        coalesce(cases.cases_self_solving, 0) as cases_self_solving,
        coalesce(cases.cases_solved, 0) as cases_solved,
        coalesce(cases.cases_open, 0) as cases_open,
        coalesce(cases.cases_reopened, 0) as cases_reopened,
        coalesce(cases.cases_open_over_90_days, 0) as cases_open_over_90_days,
        coalesce(cases.cases_open_over_180_days, 0) as cases_open_over_180_days,
        coalesce(faults.events_impossible, 0) as events_impossible,
        coalesce(faults.cases_unlocated, 0) as cases_unlocated,
        coalesce(faults.events_impossible_unlocated, 0) as events_impossible_unlocated
    from areas
    left join "warehouse"."intermediate"."int_area_cases_perturbed" as cases
        on areas.survey_round = cases.survey_round
        and areas.area_level = cases.area_level
        and areas.area_code = cases.area_code
        and cases.indicator_code = 'total'
        and cases.agency is null
    left join "warehouse"."intermediate"."int_area_case_faults_perturbed" as faults
        on areas.survey_round = faults.survey_round
        and areas.area_level = faults.area_level
        and areas.area_code = faults.area_code

),

judged as (

    select
        *,
        is_shown and cases_found >= 10 as is_rate_shown,
        is_shown and cases_found - cases_not_started >= 10 as is_first_action_shown,
        is_shown and cases_solved >= 10 as is_solution_shown
    from counted

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        case when is_shown then cases_found end as cases_found,
        case when is_shown then cases_not_started end as cases_not_started,
        case when is_shown then cases_in_progress end as cases_in_progress,
        case when is_shown then cases_referred end as cases_referred,
        case when is_shown then cases_self_solving end as cases_self_solving,
        case when is_shown then cases_solved end as cases_solved,
        case when is_shown then cases_open end as cases_open,
        case when is_shown then cases_reopened end as cases_reopened,
        case when is_shown then cases_open_over_90_days end as cases_open_over_90_days,
        case when is_shown then cases_open_over_180_days end as cases_open_over_180_days,
        case when is_shown then events_impossible end as events_impossible,
        case when is_shown and area_level = 'nation' then cases_unlocated end as cases_unlocated,
        case when is_shown and area_level = 'nation' then events_impossible_unlocated end as events_impossible_unlocated,
        case when is_rate_shown then cast(cases_solved as double) / nullif(cast(cases_found as double), 0) end as solved_rate,
        case when is_first_action_shown then 7 * cast(cast(cast(median_days_to_first_action / 7 as decimal(38, 12)) as decimal(38, 0)) as double) end as median_days_to_first_action,
        case when is_solution_shown then 7 * cast(cast(cast(median_days_to_solution / 7 as decimal(38, 12)) as decimal(38, 0)) as double) end as median_days_to_solution,
        not is_shown as is_suppressed,
        as_of_on
    from judged

)

select * from final
