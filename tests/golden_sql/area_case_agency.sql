with counted as (

    select * from "warehouse"."intermediate"."int_area_cases_counted"
    where agency is not null

),

cases as (

    select
        cases.survey_round,
        cases.village_code,
        agencies.agency,
        cases.days_to_first_action,
        cases.days_to_solution,
        cases.as_of_on
    from "warehouse"."marts"."fct_case" as cases
    inner join "warehouse"."intermediate"."int_case_agencies_counted" as agencies
        on cases.survey_round = agencies.survey_round
        and coalesce(cases.agency, 'unknown') = agencies.delivered_agency

),

-- A median is of the cases themselves: it cannot be had from the medians of the villages.
medians as (

    select
        cases.survey_round,
        areas.area_level,
        areas.area_code,
        cases.agency,
        median(cases.days_to_first_action) as median_days_to_first_action,
        median(cases.days_to_solution) as median_days_to_solution,
        max(cases.as_of_on) as as_of_on
    from cases
    inner join "warehouse"."intermediate"."int_area_villages_joined" as areas
        on cases.survey_round = areas.survey_round
        and cases.village_code = areas.village_code
    group by cases.survey_round, areas.area_level, areas.area_code, cases.agency

),

final as (

    select
        counted.survey_round,
        counted.area_level,
        counted.area_code,
        counted.agency,
        counted.cases_found,
        counted.cases_not_started,
        counted.cases_in_progress,
        counted.cases_referred,
        counted.cases_self_solving,
        counted.cases_solved,
        counted.cases_open,
        counted.cases_reopened,
        counted.cases_open_over_90_days,
        counted.cases_open_over_180_days,
        counted.cases_solved / nullif(cast(counted.cases_found as double), 0) as solved_rate,
        medians.median_days_to_first_action,
        medians.median_days_to_solution,
        false as is_suppressed,
        medians.as_of_on
    from counted
    inner join medians
        on counted.survey_round = medians.survey_round
        and counted.area_level = medians.area_level
        and counted.area_code = medians.area_code
        and counted.agency = medians.agency

    union all

    select
        survey_round,
        area_level,
        area_code,
        'total' as agency,
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
        solved_rate,
        median_days_to_first_action,
        median_days_to_solution,
        is_suppressed,
        as_of_on
    from "warehouse"."marts"."area_case_progress"
    where cases_found > 0

)

select * from final
