-- Every area has a row. No count of these rows is read.
with areas as (

    select
        survey_round,
        area_level,
        area_code,
        median_days_to_first_action,
        median_days_to_solution,
        as_of_on
    from "warehouse"."marts"."area_case_progress"
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'subdistrict', 'local_administration')

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
        and cases.indicator_code = 'all'
    left join "warehouse"."intermediate"."int_area_case_faults_perturbed" as faults
        on areas.survey_round = faults.survey_round
        and areas.area_level = faults.area_level
        and areas.area_code = faults.area_code

),

judged as (

    select
        *,
        cases_found >= 10 as is_rate_shown,
        cases_found - cases_not_started >= 10 as is_first_action_shown,
        cases_solved >= 10 as is_solution_shown
    from counted

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        cases_found,
        cases_not_started,
        cases_in_progress,
        cases_referred,
        cases_self_solving,
        cases_solved,
        cases_open,
        cases_reopened,
        cases_open_over_90_days,
        cases_open_over_180_days,
        events_impossible,
        case when area_level = 'nation' then cases_unlocated end as cases_unlocated,
        case when area_level = 'nation' then events_impossible_unlocated end as events_impossible_unlocated,
        case when is_rate_shown then cast(cases_solved as double) / nullif(cast(cases_found as double), 0) end as solved_rate,
        case when is_first_action_shown then 7 * cast(cast(cast(median_days_to_first_action / 7 as decimal(38, 12)) as decimal(38, 0)) as double) end as median_days_to_first_action,
        case when is_solution_shown then 7 * cast(cast(cast(median_days_to_solution / 7 as decimal(38, 12)) as decimal(38, 0)) as double) end as median_days_to_solution,
        false as is_suppressed,
        as_of_on
    from judged

)

select * from final
